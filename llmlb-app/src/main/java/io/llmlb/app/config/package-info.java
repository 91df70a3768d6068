/** What a person has configured: from the environment as in the article, or from a YAML file. */
@NullMarked
package io.llmlb.app.config;

import org.jspecify.annotations.NullMarked;
