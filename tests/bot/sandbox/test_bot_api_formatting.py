"""What Telegram makes of a text: marks, their positions, and its complaints."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import utf16
from bot.sandbox.entities import Entity, MarkedText
from bot.sandbox.errors import BadRequest
from bot.sandbox.marking import mark
from bot.sandbox.render_html import to_html


def marks(source: str) -> list[tuple[str, str]]:
    """Return (kind, marked text) for HTML source."""
    marked = mark(source, parse_mode="HTML")
    return [(e.type, utf16.cut(marked.text, e.offset, e.end)) for e in marked.entities]


class TestReadingHtml:
    @pytest.mark.parametrize(
        "source, found",
        [
            ("<b>粗</b><strong>粗</strong>", [("bold", "粗"), ("bold", "粗")]),
            ("<i>斜</i><em>斜</em>", [("italic", "斜"), ("italic", "斜")]),
            ("<u>线</u><ins>线</ins>", [("underline", "线"), ("underline", "线")]),
            ("<s>删</s><del>删</del>", [("strikethrough", "删"), ("strikethrough", "删")]),
            ("<code>a&lt;b</code>", [("code", "a<b")]),
            ('<span class="tg-spoiler">藏</span>', [("spoiler", "藏")]),
            ("<blockquote>引</blockquote>", [("blockquote", "引")]),
            ("<blockquote expandable>引</blockquote>", [("expandable_blockquote", "引")]),
            ("<B>大写</B>", [("bold", "大写")]),
            ("😀<b>后</b>", [("bold", "后")]),
            ("<b>外<i>内</i></b>", [("bold", "外内"), ("italic", "内")]),
            ("<b></b>空", []),
            ("<pre>x<b>y</b></pre>", [("pre", "xy")]),
        ],
    )
    def test_every_tag_of_telegram_becomes_its_mark(self, source, found):
        """Tags become marks that cover their text, counted in UTF-16 units."""
        assert marks(source) == found

    def test_an_offset_counts_an_emoji_twice(self):
        """😀 is two UTF-16 units."""
        marked = mark("😀😀<b>办</b>", parse_mode="HTML")

        assert [(e.offset, e.length) for e in marked.entities] == [(4, 1)]

    def test_a_link_keeps_its_address(self):
        """An address without a path gets one, as Telegram does."""
        (link,) = mark('<a href="https://a.cn?x=1&amp;y=2">看</a>', parse_mode="HTML").entities

        assert (link.type, link.url) == ("text_link", "https://a.cn/?x=1&y=2")

    def test_a_link_to_nowhere_is_plain_text(self):
        """Telegram drops such a link without a word."""
        marked = mark('<a href="javascript:alert(1)">看</a>', parse_mode="HTML")

        assert marked == MarkedText("看")

    def test_code_in_a_pre_names_its_language(self):
        """The two tags are one mark."""
        source = '<pre><code class="language-python">x = 1</code></pre>'
        (pre,) = mark(source, parse_mode="HTML").entities

        assert (pre.type, pre.language, pre.length) == ("pre", "python", 5)

    def test_only_a_few_references_are_decoded(self):
        """&nbsp; stays as it is written; numbers are characters."""
        assert (
            mark("&lt;&#20320;&#x597D;&gt;&amp;&nbsp;", parse_mode="HTML").text == "<你好>&&nbsp;"
        )

    def test_attributes_without_meaning_are_ignored(self):
        """As in Telegram, they are no error."""
        assert marks('<b class="x">粗</b>') == [("bold", "粗")]

    @pytest.mark.parametrize(
        "source, complaint",
        [
            ("<b>粗", 'Can\'t find end tag corresponding to start tag "b"'),
            ("办<div>x</div>", 'Unsupported start tag "div" at byte offset 3'),
            ("<b>粗</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
            ("粗</b>", "Unexpected end tag at byte offset 3"),
            ("<b", "Unclosed start tag at byte offset 0"),
            ("<b>粗</b", "Unclosed end tag at byte offset 6"),
            ('<a href="x', "Unclosed start tag at byte offset 0"),
            ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
            ("<a href=a:b>y</a>", "Unexpected end of name token at byte offset 0"),
            ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
            ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
            ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
            ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        ],
    )
    def test_unreadable_html_is_refused_in_telegrams_words(self, source, complaint):
        """The place of the fault is counted in bytes."""
        with pytest.raises(BadRequest) as refusal:
            mark(source, parse_mode="HTML")

        assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"

    def test_markdown_is_not_offered(self):
        """The project writes HTML; anything else is told apart from a success."""
        with pytest.raises(BadRequest, match="unsupported parse_mode"):
            mark("*x*", parse_mode="MarkdownV2")


class TestTheTextItself:
    def test_white_space_around_it_goes_and_the_marks_move(self):
        """Marks are clipped to what is left."""
        marked = mark("\n <b> 办 </b> ", parse_mode="HTML")

        assert marked.text == "办"
        assert [(e.type, e.offset, e.length) for e in marked.entities] == [("bold", 0, 1)]

    def test_control_characters_become_spaces(self):
        """Line feeds stay, carriage returns go."""
        assert mark("a\x00b\r\nc\td").text == "a b\nc d"

    @pytest.mark.parametrize(
        "text, found",
        [
            ("/start c_1", [("bot_command", "/start")]),
            ("请按 /help@bangban_bot", [("bot_command", "/help@bangban_bot")]),
            ("1/2", []),
            ("见 https://a.gov.cn/x?y=1。", [("url", "https://a.gov.cn/x?y=1")]),
            ("写给 a.b@c.cn 或 @zhangsan", [("email", "a.b@c.cn"), ("mention", "@zhangsan")]),
            ("#施工许可 #1", [("hashtag", "#施工许可")]),
            ("3.5米", []),
        ],
    )
    def test_commands_and_addresses_are_found_without_being_told(self, text, found):
        """Commands, addresses, mentions and hashtags are marked by Telegram itself."""
        marked = mark(text)

        assert [(e.type, utf16.cut(text, e.offset, e.end)) for e in marked.entities] == found

    def test_nothing_is_looked_for_inside_code(self):
        """A command in code is code."""
        assert marks("<code>/start</code>") == [("code", "/start")]

    @pytest.mark.parametrize(
        "entity",
        [
            "bold",
            {"type": "bold"},
            {"type": "bold", "offset": 0, "length": 99},
            {"type": "bold", "offset": 5, "length": 1},
            {"type": "shouting", "offset": 0, "length": 1},
        ],
    )
    def test_given_marks_must_fit_the_text(self, entity):
        """Entities of the request are checked too."""
        with pytest.raises(BadRequest):
            mark("施工许可😀", entities=[entity])

    def test_given_marks_are_kept(self):
        """``entities`` does what tags do."""
        given_marks = [{"type": "bold", "offset": 0, "length": 2}]

        assert mark("施工许可", entities=given_marks) == mark("<b>施工</b>许可", parse_mode="HTML")

    def test_a_hundred_marks_is_all(self):
        """The rest is dropped without an error."""
        assert len(mark("<b>办</b>x" * 150, parse_mode="HTML").entities) == 100


KINDS = ["bold", "italic", "code", "pre", "blockquote", "spoiler", "text_link", "hashtag"]
SPANS = st.tuples(st.sampled_from(KINDS), st.integers(0, 12), st.integers(1, 12))


class TestShowingItOnThePage:
    @given(st.text(alphabet="办a<>&\"'\n", min_size=24, max_size=24), st.lists(SPANS, max_size=6))
    def test_any_marks_give_balanced_tags_around_the_same_text(self, text, spans):
        """However marks overlap, tags nest, and what a reader sees is the text."""
        entities = tuple(
            Entity(type=kind, offset=offset, length=length, url="https://a.cn/")
            for kind, offset, length in spans
        )

        html = to_html(MarkedText(text, entities))

        stack: list[str] = []
        for closing, name in re.findall(r"<(/?)(\w+)[^>]*>", html):
            if closing:
                assert stack.pop() == name
            else:
                stack.append(name)
        assert stack == []
        assert unescape(re.sub(r"<[^>]*>", "", html)) == text

    def test_nothing_of_a_text_becomes_markup(self):
        """Angle brackets and quotes are escaped, also in addresses."""
        link = Entity(type="text_link", offset=0, length=1, url='https://a.cn/"onload="x')

        html = to_html(MarkedText("<script>", (link,)))

        assert "<script>" not in html
        assert '"onload=' not in html

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc"])
    def test_a_link_leads_only_to_web_addresses(self, url):
        """Anything else is shown without a link."""
        html = to_html(MarkedText("看", (Entity(type="text_link", offset=0, length=1, url=url),)))

        assert html == "看"


class TestCountingInUtf16:
    @given(st.text(alphabet="a办😀", max_size=60), st.integers(2, 9))
    def test_pieces_are_short_enough_and_add_up(self, text, longest):
        """Cutting loses nothing and never splits a character."""
        parts = list(utf16.pieces(text, longest))

        assert "".join(parts) == text
        assert all(utf16.length(part) <= longest for part in parts)

    @given(st.text(max_size=30))
    def test_lengths_are_those_of_the_encoding(self, text):
        """One unit is two bytes of UTF-16."""
        assert utf16.length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
