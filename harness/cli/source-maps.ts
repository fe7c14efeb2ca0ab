/** Source lines in messages, and in what scenarios say of themselves, are those of the TypeScript. Imported before all else. */

process.setSourceMapsEnabled(true);
