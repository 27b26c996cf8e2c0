/** Why the node host may decline to start; each sentence says what to do, in Chinese and in English. */
const reasons = {
  port_taken: (port: string) => [
    `端口 ${port} 已被占用。请先停掉占用它的程序,或换一个端口:PORT=4322 npm start`,
    `Port ${port} is taken. Stop the program that holds it, or choose another: PORT=4322 npm start`,
  ],
  port_unusable: (port: string) => [
    `不能在这个地址或端口上监听:${port}。请检查 HOST 和 PORT。`,
    `Cannot listen on ${port}. Check HOST and PORT.`,
  ],
  folder_unwritable: (folder: string) => [
    `数据目录不可写:${folder}。请换一个目录(DATA_DIR=/path npm start)或修改权限。`,
    `The data folder is not writable: ${folder}. Choose another (DATA_DIR=/path npm start) or change its rights.`,
  ],
  database_unusable: (file: string) => [
    `数据库打不开或升级失败:${file}。原有数据没有改动;请运行 npm run doctor 查看原因。`,
    `The database cannot be opened or migrated: ${file}. Nothing in it was changed; npm run doctor tells why.`,
  ],
  setting_unreadable: (setting: string) => [`设置有误:${setting}。`, `This setting cannot be read: ${setting}.`],
}

/** Prints why, and ends the process with code 1 before anything is served. */
export const refuseToStart = (reason: keyof typeof reasons, about: string, cause?: unknown): never => {
  console.error(`\n${reasons[reason](about).join('\n')}\n`)
  if (cause instanceof Error) console.error(`(${cause.message})\n`)
  process.exit(1)
}
