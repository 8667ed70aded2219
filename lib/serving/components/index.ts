export type { ComponentContext, RenderedService } from '../service-engine';
export type { Batching, RequestLog } from './agent';
export type { Component, Role } from './component';
export type { ComponentProps } from './component-props';
