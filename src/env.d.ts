/// <reference types="astro/client" />
declare namespace App {
  interface Locals {
    locale: import('../functions/words.ts').Locale
    env: import('../functions/http/app-types.ts').Env
    requestId: string
    view: import('../functions/domain/view.ts').View
  }
}
declare module '*.css?raw' {
  const text: string
  export default text
}
declare module 'cloudflare:workers' {
  export const env: unknown
}
