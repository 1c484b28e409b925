"""How lines of a page look that are not its text: data of the line rules, a pattern each."""

from __future__ import annotations

import re

SHORT = 120
SENTENCE_END = re.compile(r"[。！？；](?![）)])|[a-z]{3}[.!?](?:\s|\Z)")

# What the labels of a posting line tell; those under "" tell nothing that is kept.
FIELD_OF = {
    "date": "发布时间|发布日期|更新时间|更新日期|发表时间|发稿时间|时间|日期"
    "|發布時間|發佈時間|發布日期|發佈日期|更新時間|時間|最后更新日期|最後更新日期|資料更新日期|修訂日期"
    "|張貼日期|張貼日|刊登日期"
    "|覆檢日期|Page last reviewed|Last reviewed"
    "|最后更新|最後更新|Last updated|Time|Date|Published|Posted|Updated",
    "source": "来源|稿源|信息来源|文章来源|稿件来源|新闻来源|发布单位"
    "|發布單位|發佈單位|來源|資料來源|新聞來源|Source|From",
    "author": "作者|记者|通讯员|文|撰文|記者|通訊員|Author|Writer|Reporter|By",
    "": "发布人|发布者|上传者|录入者"
    "|编辑|责编|责任编辑|编审|校对|审核|初审|复审|终审|监制|值班编委|编委|签发|摄影|供图"
    "|浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击数|点击|点击量|访问量|字号|字体|分享"
    "|關鍵字|关键字|標籤|标签|Tags|Topics|Filed under"
    "|编辑整理|编校|审校|責任編輯|編輯|責編|校對|審核|監製|瀏覽|點擊|點閱次數|點閱數|點閱|字體|字號"
    "|Editor|Edited by|Editors|Views|Hits|Photo|Photos|Font size|Font|Share",
}
FIELDS = {label.lower(): name for name, labels in FIELD_OF.items() for label in labels.split("|")}
ANY_LABEL = "|".join(
    sorted(
        (re.escape(label) for labels in FIELD_OF.values() for label in labels.split("|")),
        key=len,
        reverse=True,
    )
)
LABEL = re.compile(rf"(?<![\u4e00-\u9fffA-Za-z])({ANY_LABEL})\s*[:：]\s*", re.IGNORECASE)
# Pages set labels apart by style alone: `来源：石汀日报作者：方禾`.
GLUED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<!文章|信息|稿件|新闻)(来源|來源|發布單位|發佈單位|作者|记者|記者|编辑|責任編輯|责任编辑|发布时间|时间|浏览次数|點閱次數|點閱數)[:：]"
)
POSTED = re.compile(
    r"[\[【(（]?\s*(?:(?:19|20)\d{2}|\d{2}(?=-\d{2}-\d{2}\s+\d{1,2}:\d{2}))"
    r"\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?"  # 2025-01-10, 2025年1月10日, 13-07-09 15:22
    r"[T\s]*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*[\]】)）]?"  # 08:15:41
)

# The name of a newspaper, a station or an agency; not 通报, "notice".
PRESS = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:[网網社]|(?<![通汇彙海公举舉预預申])[报報]|[电電视視][台臺])"
    r"|Xinhua|Reuters|AFP"
    r"|(?:[A-Z][\w'’-]*\s+){1,4}(?:News(?: Agency)?|Daily|Times|Post|Press|Herald|Gazette|Tribune|Journal)"
)
# The page of a paper: 《石汀日报》（2019年11月06日 第 05 版）
PAPER = re.compile(
    r"^[(（]?《\s*(?P<press>[^《》]{2,20}?)\s*》\s*[(（]?[^()（）]{6,20}第\s*[A-Z]?\d{1,3}\s*版\s*[)）]*$"
)
# What stands around the day: `| Updated: 09:12`.
BESIDE_A_DAY = re.compile(
    r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|\b(?:Last updated|Updated|Published|Posted)\b\s*[:：]?"
    r"|(?:发布|發布|更新|发表)(?:时间|時間|日期)?\s*[:：]?",
    re.IGNORECASE,
)

CONTACT = re.compile(
    r"(?:热线|熱線|电话|電話|手机|手機|QQ|微信|微博|邮箱|郵箱|電子郵件|邮编|传真|傳真"
    r"|E-?mail|Tel|Fax|Hotline|Phone|Contact|地址|Address)[^:：]{0,8}[:：]",
    re.IGNORECASE,
)
IMPRINT_OF_A_PAGE = re.compile(
    r"^\W*(?:主办|承办|主辦|承辦)(?:单位|單位)?\s*[:：]\s*\S+|^\W*(?:地址|Address)\s*[:：].*?(?=\S*(?:电话|電話|总机|總機|Tel)\s*[:：])"
)
"""An office or an address where a telephone number follows."""
CODE = re.compile(r"[={}$\\\"`~]")
NO_LETTER = re.compile(r"[\W\d_]")
CONTACT_VALUE = re.compile(
    r"(?:[(（]0\d{1,3}[)）])?\d{4}-\d{4}|\d{5,}|\d{3,4}-\d{6,8}|[\w.+-]+@[\w-]+\.\w+|\b[1-9]\d{2}\b"
)
BREADCRUMB = re.compile(
    r"^\W*(?:当前位置|您?当前的?位置|您现在的位置|您所在的位置|您的位置|你的位置|当前所在位置|所在位置"
    r"|目前位置|當前位置|您現在的位置|您的位置|Location|You are here)\s*[:：]"
    r"|^\W*(?:首页|首頁|网站首页|Home)\s*(?:>|›|»|→|->|/|-)"  # 首页 > 新闻
    r"|(?:>|›|»|->)\s*(?:正文|内容|詳情|详情|Article|Content)",  # 新闻 > 正文
    re.IGNORECASE,
)
PHOTO = re.compile(
    r"^\W*(?:"
    r"[^。，,！？]{0,16}(?:供图|供圖|摄影|攝影|[ 　]摄|[ 　]攝|配图|图源|資料圖|资料图)"  # 溪口警局供圖
    r"|[^。，,！？ ]{1,7}[^。，,！？ 拍]{1}(?:摄|攝)"  # 张三摄; not 拍摄, "to film"
    r"|(?:图片|圖片|图|圖)(?:来源|來源|源自|自)\s*[:：]?[^。]{0,20}"  # 图片来源：望溪警讯
    r"|(?:点击|點擊)?(?:查看|放大)?(?:原图|大图)"
    r"|(?:Photo|Image|Picture)s?\s?(?:by|credit|courtesy|:|/)[^.]{0,60}"
    r"|\S{0,10}(?:Photo|图)\s?/\s?\S{1,20}"  # 文/图 方小北
    r"|—[^.。]{1,60}\(@\w+\).{0,30}"  # — Rowing Club (@club) October 3, 2020
    r")\W*$",
    re.IGNORECASE,
)
_ROLE = "(?:本[报報台刊网網]|特[约約派]|见习|見習|实习|實習)?(?:记者|記者|通讯员|通訊員|实习生|實習生)"
ROLE = re.compile(_ROLE)
_NAME, _WRITER = r"[\u4e00-\u9fff]{2,4}", r"[A-Z][\w.'’-]+"
_PEOPLE = rf"{_NAME}(?:[\s、]+(?!{_ROLE}){_NAME}){{0,3}}"
BYLINE = re.compile(
    r"^[【\[（(]?\s*(?:本[报報台]|特[约約派])?(?:记者|記者|通讯员|通訊員)"  # 本报记者
    r"\s*(?P<name>[^，。,：:]{2,20}?)\s*[/／]?\s*(?:[\u4e00-\u9fff]{2,4})?"  # 张三 北京
    r"(?:报道|報導|報道|电|電)\s*[】\]）)]?$"
    rf"|^[□■◎●\s]*(?P<roles>{_ROLE}\s+{_PEOPLE}(?:\s+{_ROLE}\s+{_PEOPLE}){{0,3}})\s*$"  # □记者 方禾
    rf"|^[（(][\u4e00-\u9fff]{{0,10}}(?P<signed>{_ROLE}\s+{_PEOPLE})[）)]$"  # （某报记者 方禾）
    r"|^(?:本|[\u4e00-\u9fff]{1,3})[报報社](?:记者|記者)$"
    rf"|^[Bb]y\s+(?P<by>{_WRITER}(?:\s+{_WRITER}){{1,3}}(?:(?:,| and)\s+{_WRITER}\s{_WRITER}){{0,4}})"
    r"(?:,\s*[\w ]{2,30})?$"  # By A. Moore, Editor
    r"|^(?:[A-Z]\w+ ){0,3}(?:Staff|Special|Contributing) (?:Writer|Reporter|Correspondent)$"
)
# A day, with what a page says around it: `Posted on June 4, 2023 by admin`, `发表于 2019-4-2 21:08`.
POSTED_BY = re.compile(
    r"(?:^|[\s·|])(?:楼主|Post by|发表于|发布于|發表於|發布於|刊登于"
    r"|Posted|Published|Updated|Last updated|By|on)(?![A-Za-z])"
    r"|记者|記者"
)
CREDIT = re.compile(
    r"[（(](?:"
    r"[^（）()]{0,30}"
    r"(?:供稿|供图|供圖|提供|摄|攝|資料照|文/图|文图|图文|图/文|文/圖|圖文"  # (某地公安供稿)
    r"|摄影报道|报道|報導|報道)"
    r"|(?:责任|責任)?(?:编辑|編輯|责编|責編|记者|記者|通讯员|通訊員|作者|来源|來源|据)"  # （编辑：何某）
    r"\s*[:：]?[^（）()。]{1,30}"
    r")\s*[）)]\s*(?:1\d{6})?\s*$"  # （編輯：方禾）1130506
    r"|[（(](?:图|圖|图片|圖片|資料圖片|资料图片)(?:\s*[/／:：][^（）()。]{1,20})?[）)]\s*$"
    r"|[（(]完[）)]\s*$|\[(?:Photo|Picture|Image)s? (?:by|provided|courtesy)[^\[\]]{1,60}\]\s*$"
    r"|(?<=[。！？”])\s*[^。！？，,（）()\s]{0,10}[ 　]?[^。！？，,（）()\s]{2,4}[ 　]"  # 某网记者 沈松 摄
    r"(?:摄|攝)\s*$"
    r"|(?<=[。！？”])\s*[^。！？，,（）()\s]{2,14}(?<!拍)(?:摄|攝)\s*$"
    r"|(?<=[。！？”）)])\s*[^。！？，,（）()\s]{0,10}(?:记者|記者)[^。！？，,（）()\s]{2,4}\s?(?:摄|攝|传真|傳真)"
    r"\s*(?:\d{2,4}年\d{1,2}月\d{1,2}日)?\s*$"  # 某社記者方禾傳真 113年5月6日
    r"|(?<=[.!?”\"])\s*[■□◼▪◆]\s*$"
    r"|(?<=[.!?”\"])\s+\([A-Z][\w'’ -]{1,40}/(?:[A-Z][\w.'’-]+\s?){1,3}\)\s*$"  # (Local News/Ann Lo)
    r"|(?<=[.!?”\"])\s+"
    r"(?:File photo|(?:Photo(?:graph)?|Picture|Image)s?(?: by|:| credit:)\s?[^.!?。]{2,50})\s*$"
)
LONGEST_CREDIT = 80
SIGNATURE = re.compile(
    r"[（(]\s*(?P<name>[\u4e00-\u9fff]{2,4}(?:[ 、　][\u4e00-\u9fff]{2,4}){0,3})\s*[）)]\s*$"
)
LONGEST_SIGNATURE = 40
NO_NAME = re.compile("待续|待續|完结|全文|下转|上接|节选|摘要|有删|略")
COPYRIGHT = re.compile(
    r"(?:版权|版權|著作权|著作權)(?:所有|归|歸|声明|聲明|属于|屬於)"
    r"|all rights reserved|©|copyright\s*(?:\(c\)|\d{4})"
    r"|向原创致敬|原创文章.{0,4}转载"
    r"|未[经經].{0,12}(?:授权|授權|许可|許可|允许|允許|同意).{0,6}"  # 未经授权不得转载
    r"(?:不得|禁止|严禁|嚴禁|谢绝|謝絕|请勿|請勿).{0,24}(?:转载|轉載|复制|複製|摘编|镜像|刊登|使用)"
    r"|(?:本(?:网站|网|站|平台)|平台).{0,24}不代表.{0,16}(?:观点|立场)"
    r"|(?:特别|平台|版权|郑重)声明\s*[:：]"
    r"|转载请|轉載請|请注明出处|請註明出處"
    r"|(?:如有|若有|如|涉及).{0,4}侵权.{0,12}(?:删|联系)|侵删"
    r"|仅代表作者(?:个人|本人)?[的]?(?:观点|看法)|僅代表作者(?:個人)?[的]?(?:觀點|看法)"
    r"|ICP[备備]|公网安备|免[责責][声聲]明\s*[:：]",
    re.IGNORECASE,
)
# Said of a page only where the line is no sentence.
IMPRINT = re.compile(
    r"^\W*(?:技术支持|技術支援|网站维护|網站維護)\s*[:：]|您是第\s*\d+\s*位|增值电信|信息网络传播视听|网络文化经营许可|广播电视节目制作|不良信息举报|本网站由"
    r"|^\W*copyright\b|^\W*Powered by|Terms of (?:use|service)|Privacy policy",
    re.IGNORECASE,
)
PAGE_TOOLS = re.compile(
    r"^\W*(?:分享(?:到|至|本文)?|打印(?:本页|本文)?|关闭(?:窗口|本页)?|關閉|收藏(?:本页|本文)?"
    r"|返回(?:顶部|首页|列表)?|加入收藏|设为首页|扫一扫.{0,20}|扫描二维码.{0,20}|长按.{0,16}二维码.{0,10}"
    r"|广告|廣告|Advertisement|回頁首|回到頁首|回首頁|回上一頁|列印本頁|友善列印|轉寄好友|(?:按讚|點讚)?加入.{0,10}粉絲團"
    r"|手机版|无障碍(?:浏览)?|繁體|简体|English|中文版"
    r"|点赞|評論|评论|查看更多|更多|展开全文|阅读全文|阅读原文"
    r"|字号\W*大?\W*中?\W*小?|大\W*中\W*小"  # sizes of letters to choose from
    r"|登录|注册|登入|註冊|搜索|搜尋|RSS|TOP|Back to top|Print|Share|Subscribe|Sign in|Log in|Search|Menu"
    r"|Skip to (?:main )?content"
    r"|上一[篇页][:：]?.{0,40}|下一[篇页][:：]?.{0,40})\W*$",
    re.IGNORECASE,
)
_ROW = (
    "微信|新浪微博|微博|QQ空间|分享(?:到|至)?|发表评论|告诉好友|推荐给(?:朋友|好友)|打印(?:此文|本页|文字稿)?|全文打印"
    "|关闭(?:窗口|本页)?|收藏|点赞|点贊|赞|讚好|踩|在看|评论|評論|打赏|举报|阅读|閱讀|阅读原文|返回列表"
    "|网站地图|联系我们|聯絡我們|隐私声明|法律声明|关于我们|設為首頁|设为首页|加入收藏|广告服务|诚聘英才|联系方式"
    "|上一[篇页則则]|下一[篇页則则]|回上一[頁页]|列印(?:內容)?|轉寄(?:友人)?|大|中|小"
    "|赞一个|踩一下|顶一下|听新闻|聽新聞|语音播报"
    "|Print|Back to (?:list|top)|Close|Share|Tweet|Email|Like|Save|Comment|Suggest to a friend"
    "|Listen|E-?mail this (?:story|page|article)|Back to [A-Z][A-Za-z ]{2,20}"
)
ROW_OF_TOOLS = re.compile(rf"^[\W\d]*(?:(?:{_ROW})[\W\d]+){{1,20}}(?:{_ROW})?[\W\d]*$", re.IGNORECASE)
"""Buttons beside each other, the count of their clicks among them."""
QUESTION_OF_A_PAGE = re.compile(
    r"^\W*(?:(?:Is|Was) this (?:page|article|information|content) (?:useful|helpful)"
    r"|[您你](?:觉得|認為|认为)(?:这篇|本|此)?.{0,6}(?:有帮助|有用)"
    r"|(?:喜欢就)?点个[“\"]?(?:在看|赞|关注)"
    r"|[您你]对.{0,12}是否满意|您的浏览器不支持|Your browser does not support"
    r"|更多.{0,12}下[载載].{0,14}(?:App|客户端|客戶端)\W*$"
    r"|[^。！？]{0,60}[点點]我下[载載]\s?APP|Did you find what you were looking for"
    r"|更多(?:精彩)?[內内]容.{0,4}(?:请|請|敬请)(?:进入|点击|关注|關注|點擊).{0,12}\W*$"
    r"|[扫掃](?:码|碼).{0,4}[关關]注|.{0,30}[点點]我加入\W*$"
    r"|Share this\b|Top of page\W*$|Best viewed (?:at|with)\b|This entry was posted in\b"
    r"|(?:立即|马上|馬上|点击|點擊)?下[载載].{0,14}(?:App|客户端|客戶端)"
    r"|(?:Reach|Contact|Email) the (?:reporter|author|writer)s?\b"
    r"|点击上方.{1,20}关注|Follow us\b[^.!?]{0,40}\W*$"
    # The instruction of a notice goes on: Scan the QR code at the entrance and upload the photos.
    r"|Scan (?:the|this) QR code(?: (?:below|above))?(?: (?:to|with|for)\b[^.!?;]{0,40})?\W*$"
    r"|This (?:post|page|article|site) (?:may )?contains? affiliate links\b"
    r"|您需要登录后才可以"
    r"|FOR IMMEDIATE RELEASE\W*$|新[闻聞][联聯][系絡]人\s*[:：].{0,30}$"
    r"|(?:香港時間\s*\d{1,2}時\d{1,2}分|Issued at HKT \d{1,2}:?\d{2})\W*$)",
    re.IGNORECASE,
)
"""What a page asks of its readers, and what a desk writes for other desks."""
RELATED_LINK = re.compile(
    r"^\W*(?:延伸[閱阅][讀读]|相[關关](?:[閱阅][讀读]|[鏈链]接|新[聞闻])|更多[內内]容"
    r"|Read more|Related|See also)"
    r"\s*[:：]\s*\S[^。！？]*$",
    re.IGNORECASE,
)
# Of these words a heading may consist as well; with a colon they are labels.
WORD_OF_TOOLS = re.compile(
    r"^[^\w:：]*(?:分享|打印|关闭|關閉|收藏|返回|点赞|評論|评论|更多|登录|注册|登入|註冊|搜索|搜尋|繁體|简体"
    r"|English|中文版|手机版|RSS|TOP|Print|Share|Subscribe|Sign in|Log in|Search|Menu)[^\w:：]*$",
    re.IGNORECASE,
)
TOOL_LABEL = re.compile(r"^\W*\w+\s*[:：]\W*$")
LABEL_OF_EVENTS = re.compile(
    r"^\W*(?:时间|時間|日期|Time|Date|From|By|文)\s*[:：](?!.*[:：]\s*\D)", re.IGNORECASE
)
END = re.compile(
    r"^\W*(?:-+\s*END\s*-+|—+\s*END\s*—+|THE END|END|（完）|\(完\)|【完】|责任编辑结束|(?:The )?End)\W*$"
    r"|^\W*-\s?(?:THE )?END\s?-\W*$"
    r"|^\s*(?:#\s?#\s?#|-\s?30\s?-)\s*$"  # how American press releases end
    r"|^\s*(?:完|Ends)(?:\s*[／/].{0,40})?\s*$",  # and those of Hong Kong: 完／2023年12月18日（星期一）
)
RELATED = re.compile(
    r"^\W*(?:相关(?:新闻|阅读|链接|文章|报道|推荐|内容|稿件|专题)|相關(?:新聞|閱讀|連結|鏈接|文章|報導|推薦)"
    r"|推荐(?:阅读|新闻)|推薦閱讀|延伸阅读|延伸閱讀|热门(?:新闻|推荐|文章)|熱門(?:新聞|文章)"
    r"|更多(?:新闻|精彩|推荐|阅读)"
    r"|猜你喜欢|您可能(?:还|也)?(?:感兴趣|喜欢)|精彩推荐|图片新闻|新闻排行|点击排行|频道推荐"
    r"|往期(?:回顾|推荐)|友情链接"
    r"|Related (?:news|articles?|stories|reading|links)|Read more|More (?:news|stories|from.{0,30})"
    r"|You may also like|Recommended|Latest news)\s*[:：]?\W*$",
    re.IGNORECASE,
)
SEPARATED = re.compile(r"\s*[|｜│丨·•>»/]\s*|\s{2,}|\t")
SEPARATOR = re.compile(r"[|｜│丨>»]")
PAUSE = re.compile(r"[，。！？；,;!?]")
STOP = re.compile("[。！？；]")
LEADING_MARK = re.compile(r"^[\s·•●■◆▲★※>»|｜-]+")
EDGES = "【】[]()（） \u3000"
