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

Who asks
  -u, --user NAME[:PASSWORD] log in at the origins that are named here; so does
                             http://NAME:PASSWORD@HOST/, for this URL alone
  -n, --netrc                log in as ~/.netrc says
  --netrc-file FILE          log in as this file says
  --proxy-user NAME[:PASSWORD]
                             log in at the proxy

How servers are reached
  -x, --proxy URL            [http://|socks5://][NAME:PASSWORD@]HOST[:PORT], or
                             none (default: what http_proxy, https_proxy,
                             all_proxy and no_proxy say)
  --cacert FILE              trust the roots in this file (PEM) instead of the
                             usual ones
  --insecure                 accept any certificate
  -L, --location             follow redirects, without logins and header fields
                             where they lead to another origin
  --compressed               let the server compress what it sends
  --limit-rate RATE          at most so many bytes a second, up and down: 500,
                             200k, 1.5M, 1G
  --connect-timeout SECONDS  give up connecting after so long
  --max-time SECONDS         give up each transfer after so long

How it runs
  -k, --keep-going           when a request fails on the network, go on with the
                             rest of its origin instead of dropping it
  --signals                  print every signal as a line of JSON
  --marbles FILE.svg         draw every signal of the run as a marble diagram
  -q, --quiet                print errors only
  -h, --help                 print this text
  --version                  print the version

A download is written to NAME.part and renamed to NAME when it is whole. What
is needed to go on with it stands in NAME.part.json.

A password that is missing is asked for, without showing it, and so is what to
do about a certificate that is not trusted, where a person sits at a terminal.

Exit codes
  0    everything is there
  1    wrong arguments, or a file is in the way: nothing was fetched
  2    a network error, a certificate that is not trusted, a body that could not
       be written, or a password that nobody told
  3    an answer that is no success (4xx, 5xx, a redirect)
  130  ended by Ctrl-C; partial files are kept
`;
