"""A Qwen2-architecture GGUF file as a torch model, its weights unpacked.

The loader of transformers keeps them packed and unpacks them at each step, which makes training many times
slower.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from align.translate.gguf import Weights

MATRICES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
"""What GGUF and what transformers call the matrices of a layer."""
_NORMS = {"attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm"}


def load_dense(path: Path) -> Any:
    """Return the model of a GGUF file as a ``transformers.Qwen2ForCausalLM`` in bf16 (3 GB).

    Raises:
        CorpusError: it cannot be read, or holds another architecture.
    """
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    weights = Weights(path)
    torch.set_default_dtype(torch.bfloat16)
    try:
        model = Qwen2ForCausalLM(Qwen2Config(**_shape(weights)))
    finally:
        torch.set_default_dtype(torch.float32)
    # The output matrix has the finer quantisation of the two.
    embeddings = "output.weight" if "output.weight" in weights else "token_embd.weight"
    names = {"model.embed_tokens.weight": embeddings, "model.norm.weight": "output_norm.weight"}
    for i in range(model.config.num_hidden_layers):
        for theirs, ours in (MATRICES | _NORMS).items():
            for part in ("weight", "bias"):
                if f"blk.{i}.{theirs}.{part}" in weights:
                    names[f"model.layers.{i}.{ours}.{part}"] = f"blk.{i}.{theirs}.{part}"
    state = model.state_dict()
    with torch.no_grad():
        for ours, theirs in names.items():
            state[ours].copy_(torch.from_numpy(weights.whole(theirs)).reshape(state[ours].shape))
    return model


def _shape(weights: Weights) -> dict[str, Any]:
    """Return what transformers must know of a model, from the metadata of GGUF."""
    get = weights.get
    return {
        "hidden_size": int(get("qwen2.embedding_length")),
        "intermediate_size": int(get("qwen2.feed_forward_length")),
        "num_hidden_layers": int(get("qwen2.block_count")),
        "num_attention_heads": int(get("qwen2.attention.head_count")),
        "num_key_value_heads": int(get("qwen2.attention.head_count_kv")),
        "rms_norm_eps": float(get("qwen2.attention.layer_norm_rms_epsilon")),
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": float(get("qwen2.rope.freq_base", 10000.0)),
        },
        "max_position_embeddings": int(get("qwen2.context_length")),
        "vocab_size": int(weights.tensor("token_embd.weight").shape[1]),
        "tie_word_embeddings": True,
    }
