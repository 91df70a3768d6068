/** Which of several replicas writes: a Lease in Kubernetes. */
@NullMarked
package io.llmlb.app.lease;

import org.jspecify.annotations.NullMarked;
