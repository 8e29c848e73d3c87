import { provideHttpClient } from '@angular/common/http';
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';

@Component({ selector: 'page-root', template: 'page' })
class Page {}

void bootstrapApplication(Page, { providers: [provideHttpClient()] });
