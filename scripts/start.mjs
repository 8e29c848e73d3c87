// `npm start`: the command line, or with --web the download manager, which is a page.
const web = process.argv.indexOf('--web');

if (web < 0) {
  await import('../dist/cli/qhttp.js');
} else {
  process.argv.splice(web, 1);
  await import('../docs/examples/download-manager/start.mjs');
}
