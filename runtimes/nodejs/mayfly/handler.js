'use strict';

const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const { HandlerNotFound, ImportModuleError, MalformedHandlerName, UserCodeSyntaxError } = require('./errors');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

// Functions are required by the file that AWS's runtime is, so "Require stack" in errors reads as there.
const requireForFunction = createRequire(path.resolve(__dirname, '..', 'index.mjs'));

/** Loads "folder/module.export.nested" from {@code taskRoot}: CommonJS or ES module, whichever it is. */
async function loadHandler(taskRoot, name) {
    if (name.includes('..')) {
        throw new MalformedHandlerName(
            `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
    }
    const base = path.basename(name);
    const folder = name.slice(0, name.indexOf(base));
    const dot = base.indexOf('.');
    if (dot < 0) {
        throw new MalformedHandlerName('Bad handler');
    }

    provideStreaming();
    const loaded = await loadModule(taskRoot, folder, base.slice(0, dot));
    const handler = base.slice(dot + 1).split('.').reduce((found, key) => found && found[key], loaded);
    if (!handler) {
        throw new HandlerNotFound(`${name} is undefined or not exported`);
    }
    if (typeof handler !== 'function') {
        throw new HandlerNotFound(`${name} is not a function`);
    }
    return handler;
}

async function loadModule(taskRoot, folder, name) {
    try {
        return await requireOrImport(taskRoot, folder, name);
    } catch (error) {
        if (error instanceof SyntaxError) {
            throw new UserCodeSyntaxError(error);
        }
        throw error?.code === 'MODULE_NOT_FOUND' ? new ImportModuleError(error) : error;
    }
}

/** The order of AWS: the bare name, .js as its package.json says, .mjs, .cjs, and then Node's own resolution. */
async function requireOrImport(taskRoot, folder, name) {
    const file = path.resolve(taskRoot, folder, name);
    if (fs.existsSync(file)) {
        return requireForFunction(file);
    }
    if (fs.existsSync(`${file}.js`)) {
        return isModuleFolder(path.dirname(file)) ? import(`${file}.js`) : requireForFunction(`${file}.js`);
    }
    if (fs.existsSync(`${file}.mjs`)) {
        return import(`${file}.mjs`);
    }
    if (fs.existsSync(`${file}.cjs`)) {
        return requireForFunction(`${file}.cjs`);
    }
    return requireForFunction(requireForFunction.resolve(name, { paths: [taskRoot, folder] }));
}

/** Whether the nearest package.json has "type": "module". */
function isModuleFolder(folder) {
    const description = path.join(folder, 'package.json');
    if (folder.endsWith('/node_modules')) {
        return false;
    }
    if (fs.existsSync(description)) {
        try {
            return JSON.parse(fs.readFileSync(description, 'utf8')).type === 'module';
        } catch (error) {
            console.warn(`${description} cannot be read, it will be ignored for ES module detection purposes.`, error);
            return false;
        }
    }
    return folder !== '/' && isModuleFolder(path.dirname(folder));
}

/** The global that marks a handler as one that writes its answer to a stream. */
function provideStreaming() {
    globalThis.awslambda = {
        streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
        get HttpResponseStream() {
            return require('./streaming').HttpResponseStream;
        },
    };
}

function isStreaming(handler) {
    return Boolean(handler[STREAMING]);
}

module.exports = { loadHandler, isStreaming };
