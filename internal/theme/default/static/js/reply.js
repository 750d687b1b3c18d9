// reply.js makes replying easier; nothing needs it.
