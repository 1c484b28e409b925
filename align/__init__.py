"""Two languages at a time: embeddings, drafting with an offline translator, quality scores."""
