/** JSON for a script element of a page: nothing in it can end the element or begin a comment. */
export const dataIsland = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c')
