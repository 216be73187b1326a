// A local Kinesis on a free port of the loopback interface; says the port on standard output, ends when standard input does.
const server = require('kinesalite')({ createStreamMs: 20, deleteStreamMs: 20, updateStreamMs: 20, shardLimit: 10000 })
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
