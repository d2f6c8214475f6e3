#!/usr/bin/env bash
# The VOT toolkit's folder protocol: the boxes of `fovea track`, several objects at once, also
# from later frames; the older MATLAB toolkit's files; and mistakes.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
. "$FOVEA_ROOT/tests/support/vot.bash" || exit 1
need ffmpeg
make_pictures
late=4 late_box=120,100,30,40
run 0 track png --box $late_box --from $late --no-window -o late.csv

# boxes ID: x,y,w,h,confidence of an output.
boxes() {
    paste -d, "output_$1.txt" "output_$1_confidence.txt"
}

echo "three objects"
mkdir task && cd task || exit 1
printf '../png/%04d.png\n' $(seq $pictures) >frames_color.txt
printf '0\n%s\nnote=first\n' $box >query_obj0.txt
printf '%d\n120,100,150,100,150,140,120,140\n' $late >query_obj1.txt
printf '0\nm111,105,41,56,0,%d\n' $((41 * 56)) >query_obj2.txt
run 0 vot-folder .
rm out err
[ "$(ls)" = "$(printf '%s\n' frames_color.txt output_obj{0,1,2}.txt output_obj{0,1,2}_confidence.txt \
    query_obj{0,1,2}.txt | LC_ALL=C sort)" ] || fail "in the folder: $(ls)"
boxes obj0 >../obj0
boxes obj1 | tail -n +$((late + 1)) >../obj1
[ "$(boxes obj1 | head -n $late | sort -u)" = 0,0 ] || fail "before the late object: $(boxes obj1)"
[ "$(head -n 1 output_obj2.txt)" = 111.0000,105.0000,41.0000,56.0000 ] ||
    fail "the mask's box: $(head -n 1 output_obj2.txt)"
cd ..
same_boxes obj0 png.csv
cat <(seq $late) late.csv | tail -n +$((late + 1)) >late_only.csv
pictures=$((pictures - late)) same_boxes obj1 late_only.csv

echo "again, from elsewhere: the same bytes"
cp -r task again && rm again/output_*
run 0 vot-folder again
diff -r task again || fail "not deterministic"

echo "the older protocol"
mkdir old
printf '../jpg/%04d.jpg\n' $(seq $pictures) >old/images.txt
echo $box >old/region.txt
run 0 vot-folder old
paste -d, old/output.txt <(tail -n +2 jpg.csv | cut -d, -f8) >old_boxes
same_boxes old_boxes jpg.csv

# bad CODE NAMED: in the folder bad, which is made anew after; nothing is left there.
bad() {
    run "$1" vot-folder bad
    one_line "$2"
    compgen -G 'bad/output*' && fail "$2: an output is left"
    rm -rf bad
    prepare
}
prepare() {
    mkdir bad
    cp task/frames_color.txt task/query_obj0.txt bad
}
echo "mistakes"
prepare
echo x >bad/query_obj0.txt
bad 1 "query_obj0.txt:1: found 'x', expected the number"
printf '0\n0\n' >bad/query_obj0.txt
bad 1 "query_obj0.txt:2: found '0', expected a rectangle"
printf '0\n10,20\n' >bad/query_obj0.txt
bad 1 "query_obj0.txt:2: found '10,20', expected a rectangle"
echo 0 >bad/query_obj0.txt
bad 1 "query_obj0.txt:1: found '', expected a rectangle"
printf '0\n999,10,20,20\n' >bad/query_obj0.txt
bad 1 "query_obj0.txt: tracker: target 999,10,20,20"
printf '%d\n%s\n' $pictures $box >bad/query_obj0.txt
bad 1 "query_obj0.txt begins in frame $pictures"
rm bad/query_obj0.txt
bad 1 "0 files query_ID.txt"
rm bad/frames_color.txt
bad 1 frames_color.txt
echo ../png/nothing.png >>bad/frames_color.txt
bad 1 nothing.png
: >bad/frames_color.txt
bad 1 "0 frames in all"
mkdir bad/output_obj0.txt.part
run 1 vot-folder bad
one_line output_obj0.txt.part
run 1 vot-folder nowhere
one_line nowhere
run 2 vot-folder
one_line FOLDER
run 0 vot-folder --help
grep -q query_ID.txt out || fail "the help does not tell about query_ID.txt"
exit 0
