import { dependenciesOf, detectProject } from '../init/detect-project.ts'
import { isAdapterPackage } from './adapter-packages.ts'

/** The command that takes what is Slipway's out of a project; `undefined` where package.json names nothing of it. */
export async function uninstallCommand(folder: string): Promise<string | undefined> {
  const names = (await dependenciesOf(folder)).filter((name) => name.startsWith('@slipway/') || isAdapterPackage(name))
  if (names.length === 0) return undefined
  const { install } = await detectProject(folder)
  const [manager = 'npm'] = install.split(' ')
  return `${manager} ${manager === 'npm' ? 'uninstall' : 'remove'} ${names.join(' ')}`
}
