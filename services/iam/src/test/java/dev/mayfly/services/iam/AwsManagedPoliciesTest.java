package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsManagedPoliciesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service-role/AWSLambdaBasicExecutionRole",
                "service-role/AWSLambdaVPCAccessExecutionRole",
                "service-role/AWSLambdaSQSQueueExecutionRole",
                "service-role/AWSLambdaKinesisExecutionRole",
                "service-role/AWSLambdaDynamoDBExecutionRole",
                "service-role/AWSLambdaMSKExecutionRole",
                "service-role/AWSLambdaRole",
                "service-role/AWSLambdaENIManagementAccess",
                "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
                "service-role/AmazonS3ObjectLambdaExecutionRolePolicy",
                "AWSLambdaInvocation-DynamoDB",
                "AWSLambda_FullAccess",
                "AWSLambda_ReadOnlyAccess",
                "AWSXRayDaemonWriteAccess",
                "AWSXrayWriteOnlyAccess",
                "AmazonSQSFullAccess",
                "AmazonS3FullAccess",
                "AmazonS3ReadOnlyAccess",
                "AmazonDynamoDBFullAccess",
                "AmazonSNSFullAccess",
                "CloudWatchLogsFullAccess",
                "CloudWatchLambdaInsightsExecutionRolePolicy",
                "AmazonKinesisFullAccess",
                "AmazonEventBridgeFullAccess",
                "SecretsManagerReadWrite",
                "AdministratorAccess",
                "PowerUserAccess",
                "ReadOnlyAccess"
            })
    void functions_roles_find_the_policies_they_are_used_to(String pathAndName) {
        assertThat(AwsManagedPolicies.find("arn:aws:iam::aws:policy/" + pathAndName))
                .isPresent();
    }

    @Test
    void every_document_is_one_that_iam_accepts() {
        assertThat(AwsManagedPolicies.all())
                .allSatisfy(policy -> assertThatCode(() -> PolicyDocument.requireIdentityPolicy(
                                policy.versions().getFirst().document()))
                        .as(policy.arn())
                        .doesNotThrowAnyException());
    }
}
