package dev.mayfly.wire;

import java.net.URI;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccountNotManagementOrDelegatedAdministratorException;
import software.amazon.awssdk.services.iam.model.CallerIsNotManagementAccountException;
import software.amazon.awssdk.services.iam.model.CredentialReportExpiredException;
import software.amazon.awssdk.services.iam.model.CredentialReportNotPresentException;
import software.amazon.awssdk.services.iam.model.CredentialReportNotReadyException;
import software.amazon.awssdk.services.iam.model.DuplicateSshPublicKeyException;
import software.amazon.awssdk.services.iam.model.OrganizationNotFoundException;
import software.amazon.awssdk.services.iam.model.OrganizationNotInAllFeaturesModeException;
import software.amazon.awssdk.services.iam.model.ServiceAccessNotEnabledException;
import software.amazon.awssdk.services.iam.model.ServiceNotSupportedException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Ec2AccessDeniedException;
import software.amazon.awssdk.services.lambda.model.Ec2ThrottledException;
import software.amazon.awssdk.services.lambda.model.Ec2UnexpectedException;
import software.amazon.awssdk.services.lambda.model.EfsMountConnectivityException;
import software.amazon.awssdk.services.lambda.model.EfsMountFailureException;
import software.amazon.awssdk.services.lambda.model.EfsMountTimeoutException;
import software.amazon.awssdk.services.lambda.model.EfsioException;
import software.amazon.awssdk.services.lambda.model.EniLimitReachedException;
import software.amazon.awssdk.services.lambda.model.EniNotReadyException;
import software.amazon.awssdk.services.lambda.model.InvalidSecurityGroupIdException;
import software.amazon.awssdk.services.lambda.model.InvalidSubnetIdException;
import software.amazon.awssdk.services.lambda.model.KmsAccessDeniedException;
import software.amazon.awssdk.services.lambda.model.KmsDisabledException;
import software.amazon.awssdk.services.lambda.model.KmsInvalidStateException;
import software.amazon.awssdk.services.lambda.model.KmsNotFoundException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.SubnetIpAddressLimitReachedException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.ExpiredTokenException;
import software.amazon.awssdk.services.sts.model.ExpiredTradeInTokenException;
import software.amazon.awssdk.services.sts.model.IdpCommunicationErrorException;
import software.amazon.awssdk.services.sts.model.IdpRejectedClaimException;
import software.amazon.awssdk.services.sts.model.InvalidAuthorizationMessageException;
import software.amazon.awssdk.services.sts.model.JwtPayloadSizeExceededException;
import software.amazon.awssdk.services.sts.model.OutboundWebIdentityFederationDisabledException;
import software.amazon.awssdk.services.sts.model.RegionDisabledException;
import software.amazon.awssdk.services.sts.model.SessionDurationEscalationException;

/** A service that the SDK has a client for, with no operations yet, and that client. */
record Subject(Service service, Function<URI, SdkUnderTest> sdk) {

    static List<Subject> all() {
        return List.of(
                new Subject(lambda(), uri -> SdkUnderTest.of(LambdaClient.class, LambdaClient.builder(), uri)),
                new Subject(
                        new Service("apigateway", Protocol.REST_JSON, ApiGatewayClient.class, ""),
                        uri -> SdkUnderTest.of(ApiGatewayClient.class, ApiGatewayClient.builder(), uri)),
                new Subject(
                        new Service("logs", Protocol.AWS_JSON_1_1, CloudWatchLogsClient.class, "Logs_20140328"),
                        uri -> SdkUnderTest.of(CloudWatchLogsClient.class, CloudWatchLogsClient.builder(), uri)),
                new Subject(iam(), uri -> SdkUnderTest.of(IamClient.class, IamClient.builder(), uri)),
                new Subject(sts(), uri -> SdkUnderTest.of(StsClient.class, StsClient.builder(), uri)));
    }

    private static Service lambda() {
        return new Service("lambda", Protocol.REST_JSON, LambdaClient.class, "")
                .error(ResourceNotFoundException.class, 404, "Message")
                .errorCode(Ec2AccessDeniedException.class, "EC2AccessDeniedException")
                .errorCode(Ec2ThrottledException.class, "EC2ThrottledException")
                .errorCode(Ec2UnexpectedException.class, "EC2UnexpectedException")
                .errorCode(EfsMountConnectivityException.class, "EFSMountConnectivityException")
                .errorCode(EfsMountFailureException.class, "EFSMountFailureException")
                .errorCode(EfsMountTimeoutException.class, "EFSMountTimeoutException")
                .errorCode(EfsioException.class, "EFSIOException")
                .errorCode(EniLimitReachedException.class, "ENILimitReachedException")
                .errorCode(EniNotReadyException.class, "ENINotReadyException")
                .errorCode(InvalidSecurityGroupIdException.class, "InvalidSecurityGroupIDException")
                .errorCode(InvalidSubnetIdException.class, "InvalidSubnetIDException")
                .errorCode(KmsAccessDeniedException.class, "KMSAccessDeniedException")
                .errorCode(KmsDisabledException.class, "KMSDisabledException")
                .errorCode(KmsInvalidStateException.class, "KMSInvalidStateException")
                .errorCode(KmsNotFoundException.class, "KMSNotFoundException")
                .errorCode(SubnetIpAddressLimitReachedException.class, "SubnetIPAddressLimitReachedException");
    }

    private static Service iam() {
        return new Service("iam", Protocol.AWS_QUERY, IamClient.class, "https://iam.amazonaws.com/doc/2010-05-08/")
                .errorCode(
                        AccountNotManagementOrDelegatedAdministratorException.class,
                        "AccountNotManagementOrDelegatedAdministratorException")
                .errorCode(CallerIsNotManagementAccountException.class, "CallerIsNotManagementAccountException")
                .errorCode(CredentialReportExpiredException.class, "ReportExpired")
                .errorCode(CredentialReportNotPresentException.class, "ReportNotPresent")
                .errorCode(CredentialReportNotReadyException.class, "ReportInProgress")
                .errorCode(DuplicateSshPublicKeyException.class, "DuplicateSSHPublicKey")
                .errorCode(OrganizationNotFoundException.class, "OrganizationNotFoundException")
                .errorCode(OrganizationNotInAllFeaturesModeException.class, "OrganizationNotInAllFeaturesModeException")
                .errorCode(ServiceAccessNotEnabledException.class, "ServiceAccessNotEnabledException")
                .errorCode(ServiceNotSupportedException.class, "NotSupportedService");
    }

    private static Service sts() {
        return new Service("sts", Protocol.AWS_QUERY, StsClient.class, "https://sts.amazonaws.com/doc/2011-06-15/")
                .errorCode(ExpiredTokenException.class, "ExpiredTokenException")
                .errorCode(ExpiredTradeInTokenException.class, "ExpiredTradeInTokenException")
                .errorCode(IdpCommunicationErrorException.class, "IDPCommunicationError")
                .errorCode(IdpRejectedClaimException.class, "IDPRejectedClaim")
                .errorCode(InvalidAuthorizationMessageException.class, "InvalidAuthorizationMessageException")
                .errorCode(JwtPayloadSizeExceededException.class, "JWTPayloadSizeExceededException")
                .errorCode(
                        OutboundWebIdentityFederationDisabledException.class,
                        "OutboundWebIdentityFederationDisabledException")
                .errorCode(RegionDisabledException.class, "RegionDisabledException")
                .errorCode(SessionDurationEscalationException.class, "SessionDurationEscalationException");
    }
}
