export { type NatsAddress, natsIn, urlsIn } from './addresses.js';
export { clusterIn } from './cluster-folder.js';
export { databaseNames, serviceNames } from './databases.js';
export { dataFolder, type Environment, localDataFolder, root, type Where } from './folder.js';
export {
  createKubectl,
  type Kubectl,
  KubectlError,
  type KubernetesPlace,
} from './kubernetes/kubectl.js';
export { type ReachedCluster, reachKubernetes } from './kubernetes/reach.js';
export { type Install, type OpenServer, openInstall, openServer } from './open-install.js';
export { operatorTokenIn } from './operator-token.js';
export { assertOnsale, readCertificates, type Site } from './site.js';
export { kubernetesOptions, readKubernetes, readWhere, whereOptions } from './where.js';
