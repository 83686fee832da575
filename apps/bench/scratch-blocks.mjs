import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as ort from '/tmp/h2/packages/tfjs-onnxruntime/node_modules/onnxruntime-node/dist/index.js';
import * as tf from '@tensorflow/tfjs';
import { Adam, EVAL, valueAndGradients } from '@dg-sct/nn';
import { runtime } from '@dg-sct/tfjs-onnxruntime';
import { BLOCKS } from './dist/engine/cases/blocks.js';
// capture the model bytes given to the worker
const open = runtime.openSession.bind(runtime); let biggest;
runtime.openSession = (model, ...rest) => { if (!biggest || model.nodes > biggest.nodes) biggest = model; return open(model, ...rest); };
const p = BLOCKS.prepare({ depth: 3, width: 768, heads: 24, rank: 96, frames: 10, tokens: 144 });
await p.step(); const t=performance.now(); await p.step(); console.log('step', performance.now()-t); await runtime.dispose();
process.chdir('/tmp/h2x'); for (const f of readdirSync('.')) if (f.startsWith('prof')) rmSync(f);
const s = await ort.default.InferenceSession.create(biggest.bytes,{graphOptimizationLevel:'disabled',enableProfiling:true,profileFilePrefix:'prof',enableMemPattern:false,intraOpNumThreads:2,externalData:[...biggest.externalData]});
const feeds={}; for (const i of s.inputMetadata) { const n=i.shape.reduce((a,b)=>a*b,1); feeds[i.name]=new ort.default.Tensor(i.type, i.type==='float32'? Float32Array.from({length:n},(_, k)=>Math.sin(k*1.7)*.05): new Int32Array(n).fill(1), i.shape); }
for(let i=0;i<5;i++) await s.run(feeds); s.endProfiling();
const f=readdirSync('.').filter(n=>n.startsWith('prof')).sort().at(-1); const per={}; const byNode={};
for (const e of JSON.parse(readFileSync(f,'utf8'))) if(e.cat==='Node'&&e.name.endsWith('kernel_time')) { const shape=JSON.stringify(e.args.output_type_shape?.[0]?.float ?? ''); const k=e.args.op_name+' '+shape+' <- '+(e.args.input_type_shape??[]).map(x=>JSON.stringify(Object.values(x)[0])).join(' '); (byNode[k]??={n:0,t:[]}); (byNode[k].by??={}); (byNode[k].by[e.name]??=[]).push(e.dur/1000); }
let rows=Object.entries(byNode).map(([k,{by}])=>{const t=Object.values(by).map(a=>a.sort((x,y)=>x-y)[1]); return [k,t.length,t.reduce((x,y)=>x+y)];}); rows.sort((a,b)=>b[2]-a[2]);
const total=rows.reduce((a,r)=>a+r[2],0); console.log('total',total.toFixed(0)); for(const r of rows.slice(0,40)) console.log(r[2].toFixed(1).padStart(7), (100*r[2]/total).toFixed(1).padStart(5)+'%', String(r[1]).padStart(3), r[0]);
