"""Sentences in both languages, with gaps, of which folders of documents that resemble each other are made.

Written for this project. ``{place}`` is filled with the same word on both sides; ``{n}`` with a number.
"""

from __future__ import annotations

# fmt: off
WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "place": (
        ("青溪县", "Qingxi County"), ("望溪镇", "Wangxi Town"), ("南桥区", "Nanqiao District"), ("白石村", "Baishi Village"),
        ("临湖市", "Linhu City"), ("东岭乡", "Dongling Township"), ("河口镇", "Hekou Town"), ("金沙湾", "Jinsha Bay"),
        ("云台山", "Mount Yuntai"), ("西关街道", "Xiguan Subdistrict"), ("石门县", "Shimen County"), ("柳河镇", "Liuhe Town"),
    ),
    "person": (
        ("李秀兰", "Li Xiulan"), ("王建国", "Wang Jianguo"), ("陈小明", "Chen Xiaoming"), ("周敏", "Zhou Min"),
        ("赵德海", "Zhao Dehai"), ("何晓燕", "He Xiaoyan"), ("孙立", "Sun Li"), ("马玉芬", "Ma Yufen"),
    ),
    "thing": (
        ("电动自行车", "an electric bicycle"), ("手提包", "a handbag"), ("铜电缆", "copper cable"), ("一头耕牛", "an ox"),
        ("旧书", "old books"), ("一箱茶叶", "a crate of tea"), ("笔记本电脑", "a laptop"), ("鱼苗", "young fish"),
        ("蜂箱", "beehives"), ("一台拖拉机", "a tractor"), ("假酒", "fake liquor"), ("药材", "medicinal herbs"),
    ),
    "dish": (
        ("米粉", "rice noodles"), ("豆腐", "tofu"), ("腊肉", "cured pork"), ("鱼丸", "fish balls"), ("凉茶", "herbal tea"),
        ("包子", "steamed buns"),
    ),
    "screen": (
        ("设置页面", "Settings page"), ("用户列表", "user list"), ("报表", "report"), ("订单详情", "order details"),
        ("备份向导", "backup wizard"), ("权限对话框", "permissions dialog"), ("日历视图", "calendar view"),
        ("仪表板", "dashboard"), ("导入工具", "import tool"), ("搜索栏", "search bar"), ("时间线", "timeline"),
        ("打印预览", "print preview"),
    ),
    "item": (
        ("发票", "invoice"), ("联系人", "contact"), ("模板", "template"), ("工作流", "workflow"), ("数据源", "data source"),
        ("证书", "certificate"), ("标签", "tag"), ("附件", "attachment"), ("角色", "role"), ("仓库", "warehouse"),
        ("税率", "tax rate"), ("提醒", "reminder"), ("密钥", "key"), ("合同", "contract"),
    ),
    "part": (
        ("解析器", "parser"), ("缓存", "cache"), ("调度器", "scheduler"), ("日志模块", "logging module"),
        ("压缩库", "compression library"), ("模板引擎", "template engine"), ("索引", "index"), ("会话管理", "session manager"),
        ("图像解码器", "image decoder"), ("邮件队列", "mail queue"),
    ),
    "flaw": (
        ("缓冲区溢出", "a buffer overflow"), ("目录遍历", "a directory traversal"), ("命令注入", "a command injection"),
        ("整数溢出", "an integer overflow"), ("内存泄漏", "a memory leak"), ("空指针引用", "a null pointer dereference"),
        ("竞态条件", "a race condition"), ("证书校验缺失", "a missing certificate check"),
    ),
    "shape": (
        ("数组", "array"), ("字符串", "string"), ("矩阵", "matrix"), ("链表", "linked list"), ("二叉树", "binary tree"),
        ("区间列表", "list of intervals"), ("无向图", "undirected graph"), ("栈", "stack"),
    ),
}

FRAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "case": (
        ("{person}在{place}的市场上丢失了{thing}，民警当天就找了回来。", "{person} lost {thing} at the market in {place}, and officers found it the same day."),
        ("一名男子因在{place}盗窃{thing}被拘留。", "A man was detained for stealing {thing} in {place}."),
        ("{place}派出所调解了两户人家关于{thing}的纠纷。", "The police station of {place} settled a dispute between two households over {thing}."),
        ("巡逻队员在{place}的桥下救起一名落水儿童。", "A patrol rescued a child who had fallen into the water under a bridge in {place}."),
        ("{person}报警称有人冒充客服骗走了{n}元。", "{person} reported that somebody posing as customer service had taken {n} yuan."),
        ("交警在{place}入口查处了{n}起酒后驾驶。", "Traffic police caught {n} drunk drivers at the entrance to {place}."),
        ("消防员用了{n}分钟扑灭{place}一家仓库的火。", "Firefighters needed {n} minutes to put out a fire at a warehouse in {place}."),
        ("{person}老人走失后在{place}的车站被找到。", "The elderly {person}, who had gone missing, was found at the station of {place}."),
        ("民警在{place}的一间出租屋内查获{thing}。", "Officers seized {thing} in a rented room in {place}."),
        ("{place}的居民送来锦旗，感谢社区民警{person}。", "Residents of {place} presented a banner to thank the community officer {person}."),
    ),
    "life": (
        ("{place}的夜市以{dish}闻名。", "The night market of {place} is known for its {dish}."),
        ("{person}做{dish}已经{n}年了。", "{person} has been making {dish} for {n} years."),
        ("每到秋天，{place}的山坡上满是红叶。", "Every autumn the slopes of {place} are covered in red leaves."),
        ("{person}说，年轻人大多去了城里，只有老人留在{place}。", "{person} says that most young people have left for the city and only the old stay in {place}."),
        ("图书馆去年借出{n}册书，其中一半是给孩子的。", "The library lent {n} books last year, half of them to children."),
        ("为了修通到{place}的路，村民们捐了{n}元。", "To build the road to {place}, the villagers gave {n} yuan."),
        ("雨下了三天，河水漫过了{place}的石桥。", "It rained for three days, and the river rose over the stone bridge of {place}."),
        ("{person}在{place}的小学教了一辈子数学。", "{person} taught mathematics at the primary school of {place} for a lifetime."),
        ("合唱团每周二晚上在{place}的旧戏院排练。", "The choir rehearses every Tuesday evening in the old theatre of {place}."),
        ("用山泉水做的{dish}卖得最好。", "{dish} made with spring water sells best."),
        ("博物馆展出了{n}件在{place}出土的陶器。", "The museum shows {n} pieces of pottery dug up in {place}."),
        ("{person}把{thing}搬上了开往{place}的船。", "{person} loaded {thing} onto the boat to {place}."),
    ),
    "help": (
        ("打开{screen}，然后选择要编辑的{item}。", "Open the {screen}, and then select the {item} that you want to edit."),
        ("如果{item}没有显示在{screen}中，请联系管理员。", "If the {item} does not appear in the {screen}, contact your administrator."),
        ("每个{item}最多可以关联{n}个其他记录。", "Each {item} can be linked to at most {n} other records."),
        ("要删除{item}，请在{screen}中右键单击它。", "To delete the {item}, right-click it in the {screen}."),
        ("更改在下次刷新{screen}后生效。", "The changes take effect the next time the {screen} is refreshed."),
        ("可以从{screen}将{item}导出为电子表格。", "You can export the {item} from the {screen} to a spreadsheet."),
        ("默认情况下，{item}在{n}天后归档。", "By default, the {item} is archived after {n} days."),
        ("只有所有者才能与他人共享{item}。", "Only its owner can share the {item} with others."),
        ("在{screen}中按名称或日期对{item}进行筛选。", "In the {screen}, filter each {item} by name or date."),
        ("此功能需要高级许可证。", "This feature requires a premium licence."),
        ("将{item}拖到{screen}即可复制它。", "Drag the {item} onto the {screen} to copy it."),
    ),
    "advisory": (
        ("攻击者可以通过{part}执行任意代码。", "An attacker can execute arbitrary code through the {part}."),
        ("当{part}处理超过{n}个字节的输入时会出现该问题。", "The problem occurs when the {part} handles more than {n} bytes of input."),
        ("禁用{part}可以暂时规避此风险。", "Disabling the {part} avoids the risk for the time being."),
        ("该漏洞在{part}的{flaw}修复中引入。", "The vulnerability came in with a fix for {flaw} in the {part}."),
        ("默认配置不启用{part}，因此不受影响。", "The default configuration does not enable the {part} and is not affected."),
    ),
    "feature": (
        ("{part}的速度提高了大约百分之{n}。", "The {part} is about {n} percent faster."),
        ("{part}现在支持多线程。", "The {part} now supports several threads."),
        ("修复了{part}中的{flaw}。", "Fixed {flaw} in the {part}."),
        ("{part}的旧接口已弃用，将在下一个主版本中删除。", "The old interface of the {part} is deprecated and will be removed in the next major version."),
        ("新增了一个选项，用于限制{part}使用的内存。", "A new option limits the memory that the {part} uses."),
        ("{part}的文档已经重写。", "The documentation of the {part} has been rewritten."),
    ),
    "problem": (
        ("给你一个长度为 n 的{shape}和一个整数 k。", "You are given a {shape} of length n and an integer k."),
        ("请返回{shape}中满足条件的元素个数。", "Return the number of elements in the {shape} that meet the condition."),
        ("请找出{shape}中和为 k 的最长连续部分。", "Find the longest contiguous part of the {shape} whose sum is k."),
        ("你最多可以删除{shape}中的{n}个元素。", "You may remove at most {n} elements from the {shape}."),
        ("请判断能否将{shape}分成两个相等的部分。", "Decide whether the {shape} can be divided into two equal parts."),
        ("如果没有答案，返回 -1。", "If there is no answer, return -1."),
        ("{shape}中的所有值互不相同。", "All values in the {shape} are distinct."),
        ("请在不使用额外空间的情况下反转{shape}。", "Reverse the {shape} without using extra space."),
        ("求将{shape}排序所需的最少操作次数。", "Compute the least number of operations that sort the {shape}."),
    ),
}

TEMPLATES: dict[str, tuple[tuple[str, str], ...]] = {
    "case": (
        ("{place}公安局通报{y}年{m}月{d}日警情", "Police report of {place} for {month} {d}, {y}"),
        ("现将有关情况通报如下：", "The situation is reported as follows:"),
        ("当日共接警{n}起。", "On that day {n} calls were received."),
        ("*", "*"),
        ("公安机关提醒广大群众注意防范。", "The police remind the public to be on their guard."),
        ("如有线索，请拨打110。", "If you have information, please call 110."),
    ),
    "life": (("*", "*"),),
    "help": (
        ("管理{item}", "Manage the {item}"),
        ("本文介绍如何使用{item}。", "This article explains how to use the {item}."),
        ("先决条件", "Prerequisites"),
        ("您必须具有管理员权限。", "You must have administrator rights."),
        ("*", "*"),
        ("后续步骤", "Next steps"),
        ("相关内容", "Related content"),
    ),
    "advisory": (
        ("{cve}：{part}中的{flaw}", "{cve}: {flaw} in the {part}"),
        ("{part}中发现了{flaw}漏洞。", "A vulnerability, {flaw}, was found in the {part}."),
        ("该漏洞的CVE编号为{cve}。", "This vulnerability has been assigned the CVE identifier {cve}."),
        ("详细信息", "Details"),
        ("*", "*"),
        ("受影响的版本", "Affected versions"),
        ("Pelican {version}以及更早的版本", "Pelican {version} and earlier"),
        ("所有使用受影响版本的用户应立即升级。", "All users running an affected release should upgrade immediately."),
        ("感谢{person}报告此问题。", "Thanks to {person} for reporting this issue."),
        ("最初发布于{y}年{m}月{d}日", "Originally published on {month} {d}, {y}"),
    ),
    "feature": (
        ("{product} {version} 发布", "{product} {version} released"),
        ("我们很高兴地宣布 {product} {version} 发布。", "We are pleased to announce the release of {product} {version}."),
        ("主要变化", "Main changes"),
        ("*", "*"),
        ("其他变化请参阅更新日志。", "See the changelog for other changes."),
        ("下载", "Download"),
        ("https://example.org/{product}-{version}.tar.gz", "https://example.org/{product}-{version}.tar.gz"),
        ("许多贡献者参与了这个版本，感谢你们。", "Many contributors took part in this release; thank you."),
    ),
    "problem": (
        ("题目描述", "Description"),
        ("*", "*"),
        ("示例 1：", "Example 1:"),
        ("输入：nums = [{a},{b},{c}]", "Input: nums = [{a},{b},{c}]"),
        ("输出：{n}", "Output: {n}"),
        ("提示：", "Constraints:"),
        ("1 <= n <= 10000", "1 <= n <= 10000"),
        ("解法", "Solutions"),
        ("方法一", "Solution 1"),
    ),
}
