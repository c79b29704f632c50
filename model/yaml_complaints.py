"""What the YAML parser complains about, in words, and where the cause is rather than where it noticed."""

Mark = tuple[int, int] | None
"""Line and column, counted from 0."""

_BRACKETS = {"}": "a curly bracket", "]": "a square bracket"}


def in_words(
    problem: str, context: str, marks: list[Mark], lines: tuple[str, ...]
) -> tuple[int, int, str, str]:
    """Line, column (both from 0), what is wrong, and what to do.

    Args:
        problem: what the parser met.
        context: what it was reading at the time.
        marks: where it stopped, and where it began what it was reading.
        lines: the file.
    """
    stopped, began = marks
    line, column = stopped or began or (0, 0)
    text = lines[line] if line < len(lines) else ""
    sign = text[column : column + 1]
    if "\t" in text[: column + 1] and not text[:column].strip():
        return line, text.index("\t"), "this line is indented with a tab", "YAML indents with spaces: use two"
    if "quoted scalar" in context and began is not None:
        return *began, "a quotation mark is opened here and never closed", "close it at the end of the text"
    if "cannot start any token" in problem:
        return line, column, f"a text cannot begin with {sign}", "put the whole text in double quotes"
    if "mapping values are not allowed" in problem:
        if "“" in text[:column]:
            return line, text.index("“"), "a curly quotation mark", 'use straight ones: "'
        return (
            line,
            column,
            "a second colon on this line, or a line that is indented too far",
            ("put a text that has a colon in double quotes; otherwise align the line with the one above"),
        )
    if "could not find expected ':'" in problem:
        before = _with_text_before(lines, line)
        return (
            before,
            0,
            "this line has no key with a colon and a space",
            ('write "key: value", with a space after the colon'),
        )
    for close, name in _BRACKETS.items():
        if f"or '{close}'" in problem and began is not None:
            return (
                *began,
                f"{name} is opened here, and what follows does not fit in it",
                (
                    f"close it with {close}, separate its parts with commas, "
                    "and put a text that has a comma, a colon or a question mark in double quotes"
                ),
            )
    if "anchor" in context or "alias" in context:
        column = max(0, column - 1)
        return line, column, "a text cannot begin with & or *", "put the whole text in double quotes"
    if "directive" in problem or "directive" in context:
        return line, 0, "a line cannot begin with %", "put the text in double quotes"
    if sign == ":" and text[:column].strip()[-1:].isalnum():
        return line, column, "a space is missing after this colon", 'write "key: value"'
    if sign == ":":
        return line, column, "there is no key before this colon", "write a key, then a colon, then its value"
    if "did not find expected key" in problem or "block" in context:
        if text[:column].strip() and (opened := _odd_quote_above(lines, line)):
            return *opened, "a quotation mark is opened here and not closed on this line", "close it"
        if text[:column].count('"') >= 2 or text[:column].count("'") >= 2:
            return (
                line,
                column,
                "something follows a text that is already closed by a quotation mark",
                ("put the whole text in double quotes; inside them write ' instead"),
            )
        return (
            line,
            column,
            "this line does not line up with the lines above",
            ("give it exactly as many spaces as its neighbours; a list item begins with a dash and a space"),
        )
    return (
        line,
        column,
        problem or "something else",
        ("look at the indentation, the colons, brackets and quotation marks, here and on the line above"),
    )


def _odd_quote_above(lines: tuple[str, ...], line: int) -> Mark:
    """The last line above, with an odd number of double quotes."""
    for number in range(min(line, len(lines)) - 1, -1, -1):
        if lines[number].count('"') % 2:
            return number, lines[number].rindex('"')
    return None


def _with_text_before(lines: tuple[str, ...], line: int) -> int:
    """The nearest line above that has text."""
    for number in range(min(line, len(lines)) - 1, -1, -1):
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            return number
    return 0
