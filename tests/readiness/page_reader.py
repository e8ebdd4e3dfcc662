"""What a browser would make of a page, as far as tests ask."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """What a browser would make of a page: elements with their attributes, and the text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        """The element ends."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if not {"style", "title"} & set(self._open):
            self.text += data

    @property
    def words(self) -> str:
        """The text with single blanks."""
        return " ".join(self.text.split())
