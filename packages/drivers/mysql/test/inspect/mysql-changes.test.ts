import { changesOn } from './changes-on.ts'

changesOn('mysql')
