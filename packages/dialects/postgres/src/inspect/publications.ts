import { ofUser, type Part } from './part.ts'

const tableFilter = (major: number): string =>
  major >= 15
    ? `CASE WHEN m.prattrs IS NOT NULL THEN '(' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
        FROM pg_attribute a WHERE a.attrelid = m.prrelid AND a.attnum = ANY(m.prattrs)) || ')' END,
      'WHERE ' || pg_get_expr(m.prqual, m.prrelid)`
    : 'NULL'

const schemasOf = (major: number): string =>
  major >= 15
    ? `'FOR TABLES IN SCHEMA ' || (SELECT string_agg(n.pnnspid::regnamespace::text, ', ' ORDER BY n.pnnspid::regnamespace::text COLLATE "C")
    FROM pg_publication_namespace n WHERE n.pnpubid = p.oid),`
    : ''

/** Publications with what they publish. */
export const publications: Part = (major) => `
SELECT 'pg_publication/' || p.oid, 'publication:' || quote_ident(p.pubname),
  concat_ws(' ', 'PUBLICATION', CASE WHEN p.puballtables THEN 'FOR ALL TABLES' END,
    'FOR TABLE ' || (SELECT string_agg(concat_ws(' ', m.prrelid::regclass, ${tableFilter(major)}), ', '
      ORDER BY m.prrelid::regclass::text COLLATE "C") FROM pg_publication_rel m WHERE m.prpubid = p.oid),
    ${schemasOf(major)}
    'WITH (publish = ' || quote_literal(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
      CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
      CASE WHEN p.pubtruncate THEN 'truncate' END)) ||
      CASE WHEN p.pubviaroot THEN ', publish_via_partition_root' ELSE '' END ||
      ${major >= 18 ? `CASE p.pubgencols WHEN 's' THEN ', publish_generated_columns' ELSE '' END ||` : ''} ')'),
  NULL, NULL, NULL
FROM pg_publication p WHERE ${ofUser('pg_publication', 'p.oid')}`

/** What is in a publication depends as it does. */
export const publicationMembers: Part = () => `
SELECT 'pg_publication_rel/' || m.oid, NULL, NULL, NULL, NULL, 'publication:' || quote_ident(p.pubname)
FROM pg_publication_rel m JOIN pg_publication p ON p.oid = m.prpubid`

/** Subscriptions, as far as every role may read: never their connection. */
export const subscriptions: Part = () => `
SELECT 'pg_subscription/' || quote_ident(s.subname), 'subscription:' || quote_ident(s.subname),
  concat_ws(' ', 'SUBSCRIPTION', 'PUBLICATION ' || (SELECT string_agg(quote_ident(p), ', ' ORDER BY p)
    FROM unnest(s.subpublications) p), CASE WHEN NOT s.subenabled THEN 'DISABLED' END), NULL, NULL, NULL
FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`
