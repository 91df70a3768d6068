/** Reading the text a server offers to be scraped. */
@NullMarked
package io.llmlb.prometheus.scrape;

import org.jspecify.annotations.NullMarked;
