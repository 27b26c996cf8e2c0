export type { PrintedCertificate, PublicCertificate } from '../functions/certificates/certificate-view.ts'
export type { CertificatesPage } from '../functions/certificates/list-certificates.ts'
