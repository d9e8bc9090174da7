/** IAM and STS: roles, users, policies and keys, and the sessions that are opened with them. */
@NullMarked
package dev.mayfly.services.iam;

import org.jspecify.annotations.NullMarked;
