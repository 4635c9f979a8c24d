import { defineElements } from './parts/element.ts';
import { DashboardApp } from './shell/app.ts';
import { adoptFirstSheets } from './styles/first.ts';

adoptFirstSheets();
defineElements({ 'dashboard-app': DashboardApp });
// A page of its own may place the element; the generated one does not.
if (!document.querySelector('dashboard-app')) document.body.append(document.createElement('dashboard-app'));
