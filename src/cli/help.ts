/** What `--help` prints. */
export const help = `Usage: qhttp [OPTION]... URL...
       qhttp                  a demonstration against a server of its own

Downloads URLs through QHttp command pipelines: one connection for each origin,
its URLs one after the other in the order given, origins side by side.

Where the bodies go
  --output-dir DIR           the folder for the files; made if it is not there
                             (default: the current folder)
  -o, --output FILE          the file for a single URL; - is standard output
  -f, --force                replace files that are there
  -c, --continue             go on with NAME.part where an earlier run stopped
                             (Range and If-Range); leave whole files alone

What is sent
  --head                     HEAD; print the heads of the answers
  -d, --data TEXT            POST this text
                             (application/x-www-form-urlencoded)
  --post-file FILE           POST this file (application/octet-stream)
  -H, --header 'Name: value' one more header field; may be repeated

How it runs
  -k, --keep-going           when a request fails on the network, go on with the
                             rest of its origin instead of dropping it
  --signals                  print every signal as a line of JSON
  --marbles FILE.svg         draw every signal of the run as a marble diagram
  -q, --quiet                print errors only
  -h, --help                 print this text
  --version                  print the version

A download is written to NAME.part and renamed to NAME when it is whole. What
is needed to go on with it stands in NAME.part.json. Redirects are not followed.

Exit codes
  0    everything is there
  1    wrong arguments, or a file is in the way: nothing was fetched
  2    a network error, or a body could not be written
  3    an answer that is no success (4xx, 5xx, a redirect)
  130  ended by Ctrl-C; partial files are kept
`;
