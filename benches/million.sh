#!/usr/bin/env bash
# A million sessions in SQLite, ours and those of tower-sessions' store: prints the tables of the
# README's section of that name. The two need different versions of libsqlite3-sys, so that each has
# a program of its own. Every round runs all of them in turn. A figure is the median of the rounds,
# and its ± is half of the distance between the least and the most. The files are in a temporary
# folder, which has to be on a disk: TMPDIR says where. SESSIONS=50000 is a trial.
set -euo pipefail
cd "$(dirname "$0")/million"
sessions=${SESSIONS:-1000000}
settings=(ours one wal documented)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# run SETTING STEP FILE NUMBER NUMBER NUMBER: notes the figures of one program.
run() {
    local program=(../target/release/million-peer "$1")
    [[ $1 != ours ]] || program=(../target/release/million-ours)
    "${program[@]}" "${@:2}" | sed "s/^/$1\t/" >>"$folder/figures"
}

# figure SETTING DIGITS SCALE WHAT: prints a cell of a table.
figure() {
    awk -F '\t' -v setting="$1" -v what="$4" '$1 == setting && $2 == what { print $3 }' "$folder/figures" | sort -g |
        awk -v digits="$2" -v scale="$3" '{ s[NR] = $1 * scale } END {
            if (NR) printf " %.*f ± %.*f |", digits, s[int((NR + 1) / 2)], digits, (s[NR] - s[1]) / 2; else printf " |"
        }'
}

# row LABEL DIGITS SCALE WHAT: prints a row with a cell for each setting.
row() {
    printf '| %s |' "$1"
    for setting in "${settings[@]}"; do figure "$setting" "${@:2}"; done
    echo
}

# size SETTING FILE WHAT: notes how large a file is.
size() { stat -c "$1"$'\t'"$3"$'\t%s' "$2" >>"$folder/figures"; }

for side in ours peer; do cargo build --quiet --locked --release --manifest-path $side/Cargo.toml --target-dir ../target; done

# A tenth at a time. The peer's settings share one file, since not all of them could fill one.
many=$((sessions / 10))
for ((from = 0; from < sessions; from += many)); do
    run ours fill "$folder/ours" $from 2000 $((many - 2000))
    run documented fill "$folder/peer" $from 20 60
    run wal fill "$folder/peer" $((from + 80)) 1000 1000
    run one fill "$folder/peer" $((from + 2080)) 1000 $((many - 3080))
done
size ours "$folder/ours" filled
size one "$folder/peer" filled

for round in {1..5}; do
    for setting in "${settings[@]}"; do
        file=peer
        [[ $setting != ours ]] || file=ours
        run "$setting" calls "$folder/$file" "$round" 0 "$sessions"
    done
done

# Each sweep has a copy, which is on the disk before it begins.
for round in {1..3}; do
    for setting in "${settings[@]}"; do
        file=peer
        [[ $setting != ours ]] || file=ours
        cp "$folder/$file" "$folder/copy"
        sync "$folder/copy"
        run "$setting" sweep "$folder/copy" "$round" 0 "$sessions"
        size "$setting" "$folder/copy" swept
        rm "$folder"/copy*
    done
done

printf '| what | ours | WAL, 1 connection | WAL, 10 connections | as documented |\n| --- | --: | --: | --: | --: |\n'
calls=(create load save touch request)
echo '| *one after another, µs* | | | | |'
for call in "${calls[@]}"; do row "$call" 0 1 "$call, 1, us"; done
echo '| *64 at once, how many a second* | | | | |'
for call in "${calls[@]}"; do row "$call" 0 1 "$call, 64, per s"; done
echo '| *64 at once, processor time of each, µs* | | | | |'
for call in "${calls[@]}"; do row "$call" 0 1 "$call, 64, CPU us"; done
echo '| *64 at once, the longest in half a second, ms* | | | | |'
for call in "${calls[@]}"; do row "$call" 0 1 "$call, 64, longest ms"; done
echo '| *sweeping a tenth* | | | | |'
row 'in all, s' 2 1 'sweep, s'
row 'processor time, s' 2 1 'sweep, CPU s'
row 'the longest load meanwhile, ms' 0 1 'sweep, longest load ms'
echo '| *the file* | | | | |'
each=$(awk "BEGIN { print 1 / $sessions }")
row 'filled, bytes a session' 0 "$each" filled
row 'swept, bytes a session that was there' 0 "$each" swept
printf '\nA body of ours: %s bytes. Calls that failed:\n' "$(awk -F '\t' '$2 == "body, bytes" { print $3; exit }' "$folder/figures")"
awk -F '\t' '$2 ~ /failed/ { failed[$1] += $3 } END { for (setting in failed) print setting, failed[setting] }' "$folder/figures"
