#!/usr/bin/env bash
# The report as a whole: a page that a parser of its own finds whole and self-contained, with
# pictures that can be read, whatever the names; and JSON that agrees with it.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
. "$FOVEA_ROOT/tests/support/eval.bash" || exit 1
need ffmpeg python3

hostile="a<b>&\"c' é"
mkdir data other
make_square data/easy.mp4 20
cp data/easy.mp4 "data/$hostile.mp4"
square_boxes 20 | tee data/easy.txt other/easy.txt >"other/$hostile.txt"
# Its object is said to be elsewhere, and then to be absent: a sequence that fails.
square_boxes 20 | sed '5,12s/.*/200,150,48,48/; 13,20s/.*/nan,nan,nan,nan/' >"data/$hostile.txt"

echo "a page and JSON"
run 0 eval data --results kept --compare other=other --report report.html --json report.json
cat >check.py <<'CHECK'
import base64, html.parser, json, sys

VOID = {"meta"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.pictures, self.text = [], [], [], [], []

    def handle_starttag(self, tag, attributes):
        assert tag not in ("script", "link", "iframe", "img"), tag
        names = [name for name, _ in attributes]
        assert len(set(names)) == len(names), (tag, names)
        for name, value in attributes:
            assert not name.startswith("on"), name
            if name == "id":
                self.ids.append(value)
            if name == "href" and value.startswith("data:image/jpeg;base64,"):
                self.pictures.append(base64.b64decode(value.split(",", 1)[1], validate=True))
            elif name == "href":
                self.links.append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.open, self.getpos())

    def handle_data(self, data):
        self.text.append(data)


source = open("report.html", encoding="utf-8").read()
page = Page()
page.feed(source)
page.close()
assert page.open == [], page.open
assert len(set(page.ids)) == len(page.ids), page.ids
assert all(link[0] == "#" and link[1:] in page.ids for link in page.links), page.links
assert "http:" not in source and "https:" not in source and "@import" not in source
assert len(source) < 300_000, len(source)

names = ["a<b>&\"c' é", "easy"]
assert all(name in page.text for name in names), [t for t in page.text if "easy" in t]
assert page.text.index(names[0]) < page.text.index(names[1]), "not worst first"
assert "fovea" in page.text and "other" in page.text

assert 2 <= len(page.pictures) <= 6, len(page.pictures)
for i, picture in enumerate(page.pictures):
    open(f"picture{i}.jpg", "wb").write(picture)

report = json.load(open("report.json"))
assert [s["name"] for s in report["sequences"]] == names
fovea, other = report["trackers"]
assert fovea["name"] == "fovea" and other["name"] == "other"
failing, easy = fovea["sequences"]
assert failing["absent"] == [[12, 20]] and easy["absent"] == []
assert failing["iou"][12:] == [None] * 8 and None not in failing["iou"][:12]
assert failing["iou"][0] == 1 and failing["iou"][6] == 0
auc = fovea["all"]["measures"]["auc"]["value"]
assert f"{auc:.3f}" in page.text, auc
CHECK
python3 check.py || fail "the report is not right"
for picture in picture*.jpg; do
    size=$(ffprobe -v error -show_entries stream=width,height -of csv=p=0 "$picture") ||
        fail "$picture cannot be read"
    [ "${size%,*}" -gt 0 ] || fail "$picture is $size"
done

echo "the same results make the same page"
mv report.html first.html
run 0 eval data --results kept --compare other=other --report report.html
cmp -s first.html report.html || fail "another page"
