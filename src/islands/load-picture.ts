/** The picture behind a URL, decoded and turned the right way up; rejects when the browser cannot read it. */
export const loadPicture = async (src: string): Promise<HTMLImageElement> => {
  const picture = new Image()
  picture.src = src
  await picture.decode()
  return picture
}
