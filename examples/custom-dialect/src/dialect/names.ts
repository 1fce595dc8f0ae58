import type { ObjectId } from '@slipway/core/plugin'

const reserved = new Set(
  `ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE CROSS CURRENT_DATE CURRENT_TIME
  CURRENT_TIMESTAMP DEFAULT DEFERRABLE DELETE DISTINCT DROP ELSE END ESCAPE EXCEPT EXISTS FOREIGN FROM FULL GROUP HAVING IF IN
  INDEX INNER INSERT INTERSECT INTO IS ISNULL JOIN LEFT LIMIT NATURAL NOT NOTHING NOTNULL NULL ON OR ORDER OUTER PRIMARY
  REFERENCES RETURNING RIGHT SELECT SET TABLE THEN TO TRANSACTION TRIGGER UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHERE WITH`
    .split(/\s+/)
    .map((word) => word.toLowerCase()),
)

/** Quotes one identifier where SQLite needs it. */
export function quote(identifier: string): string {
  if (/^[a-z_][a-z0-9_]*$/i.test(identifier) && !reserved.has(identifier.toLowerCase())) return identifier
  return `"${identifier.replaceAll('"', '""')}"`
}

/** The id of an object. SQLite folds the case of the letters A to Z, and of no others. */
export function objectId(kind: string, name: string): ObjectId {
  return `${kind}:${quote(name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()))}`
}
