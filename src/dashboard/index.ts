import { defineElements } from './define.ts';
import { adoptSheets } from './styles/index.ts';

adoptSheets();
defineElements();
// A page of its own may place the element; the generated one does not.
if (!document.querySelector('dashboard-app')) document.body.append(document.createElement('dashboard-app'));
