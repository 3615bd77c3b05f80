package dev.usher.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentTest {
    private static final String HEAD = """
            AWSTemplateFormatVersion: "2010-09-09"
            Transform: AWS::Serverless-2016-10-31
            """;

    @Test
    void understandsTheTemplateThatIsDeployed() throws IOException {
        var deployment = read(Files.readString(Path.of("../template.yaml")), Map.of("Stage", "test"));

        assertThat(deployment.functions())
                .extracting(FunctionSpec::id)
                .contains("WebhookIntake", "Delivery", "Sweeper");
        assertThat(deployment.tables()).extracting(TableSpec::name).containsExactly("Log");
        assertThat(deployment.tables().getFirst().ttlAttribute()).isEqualTo("expires_s");
        assertThat(deployment.queue("HighQueue").redrive()).isNotNull();
        assertThat(deployment.functions().getFirst().environment())
                .containsEntry("STRIPE_WEBHOOK_SECRET", "secretsmanager:usher/test/stripe-webhook-secret")
                .containsEntry("USHER_QUEUE_HIGH", "http://127.0.0.1:1/000000000000/HighQueue");
    }

    @Test
    void namesTheLineAndPathOfAPropertyThatItDoesNotUnderstand() {
        assertThatThrownBy(() -> read(HEAD + """
                Resources:
                  Jobs:
                    Type: AWS::SQS::Queue
                    Properties:
                      VisibilityTimeout: 30
                      Colour: red
                """, Map.of()))
                .isInstanceOf(TemplateError.class)
                .hasMessage("template line 8: Resources.Jobs.Properties.Colour: not understood by the local host");
    }

    @Test
    void namesATypeOfResourceThatItDoesNotUnderstand() {
        assertThatThrownBy(() -> read(HEAD + """
                Resources:
                  Machine:
                    Type: AWS::StepFunctions::StateMachine
                """, Map.of()))
                .hasMessageContaining(
                        "Resources.Machine: the local host does not understand AWS::StepFunctions::StateMachine");
    }

    @Test
    void refusesAnEventPropertyThatItDoesNotUnderstand() {
        assertThatThrownBy(() -> read(HEAD + """
                Resources:
                  Work: { Type: AWS::SQS::Queue }
                  Worker:
                    Type: AWS::Serverless::Function
                    Properties:
                      Handler: a.B::handleRequest
                      Events:
                        Jobs:
                          Type: SQS
                          Properties:
                            Queue: !GetAtt Work.Arn
                            FilterCriteria: {}
                """, Map.of()))
                .hasMessage(
                        "template line 14: Resources.Worker.Properties.Events.Jobs.Properties.FilterCriteria: not understood by the local host");
    }

    @Test
    void refusesAReferenceToNothing() {
        assertThatThrownBy(() -> read(HEAD + """
                Resources:
                  Jobs:
                    Type: AWS::SQS::Queue
                    Properties: { VisibilityTimeout: !Ref Nobody }
                """, Map.of()))
                .hasMessageContaining("line 6")
                .hasMessageContaining("there is no parameter or resource Nobody");
    }

    @Test
    void evaluatesFunctionsAndConditions() {
        var yaml = HEAD + """
                Parameters:
                  Stage: { Type: String, Default: dev }
                Mappings:
                  Seconds: { dev: { visibility: 7 }, prod: { visibility: 70 } }
                Conditions:
                  Prod: !Equals [!Ref Stage, prod]
                  NotProd: !Not [!Condition Prod]
                  Either: !Or [!Condition Prod, !Equals [a, b]]
                Resources:
                  Jobs:
                    Type: AWS::SQS::Queue
                    Properties:
                      QueueName: !Sub ["${Stage}-${what}", { what: !Join [ "-", [a, b] ] }]
                      VisibilityTimeout: !FindInMap [Seconds, !Ref Stage, visibility]
                      DelaySeconds: !If [Prod, 5, !Ref AWS::NoValue]
                  OnlyInProd:
                    Type: AWS::SQS::Queue
                    Condition: Either
                  OnlyElsewhere:
                    Type: AWS::SQS::Queue
                    Condition: NotProd
                """;

        var dev = read(yaml, Map.of());
        var prod = read(yaml, Map.of("Stage", "prod"));

        assertThat(dev.queues()).extracting(QueueSpec::name).containsExactly("dev-a-b", "OnlyElsewhere");
        assertThat(dev.queue("Jobs").attributes())
                .containsEntry("VisibilityTimeout", "7")
                .containsEntry("DelaySeconds", "0");
        assertThat(prod.queues()).extracting(QueueSpec::name).containsExactly("prod-a-b", "OnlyInProd");
        assertThat(prod.queue("Jobs").attributes()).containsEntry("DelaySeconds", "5");
    }

    @Test
    void mergesGlobalsAsSamDoes() {
        var function = read(HEAD + """
                Globals:
                  Function:
                    Timeout: 10
                    MemorySize: 512
                    Environment: { Variables: { A: global, B: global } }
                Resources:
                  Worker:
                    Type: AWS::Serverless::Function
                    Properties:
                      Handler: a.B::handleRequest
                      Timeout: 20
                      Environment: { Variables: { B: own } }
                """, Map.of()).functions().getFirst();

        assertThat(function.timeout().toSeconds()).isEqualTo(20);
        assertThat(function.memoryMb()).isEqualTo(512);
        assertThat(function.environment()).isEqualTo(Map.of("A", "global", "B", "own"));
    }

    /** What must stand in this definition, line by line, for the host to know what it guards. */
    private static final String GUARDED = HEAD + """
            Resources:
              Api:
                Type: AWS::Serverless::HttpApi
                Properties:
                  DefinitionBody:
                    paths:
                      /a/{proxy+}:
                        get: { security: [{ Jwt: [read, write] }] }
                    components:
                      securitySchemes:
                        Jwt:
                          type: oauth2
                          x-amazon-apigateway-authorizer:
                            type: jwt
                            identitySource: $request.header.Authorization
                            jwtConfiguration: { issuer: "https://id.example.com", audience: [console] }
              Worker:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: a.B::handleRequest
                  Events:
                    Get: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: "/a/{proxy+}" } }
                    Post: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: POST, Path: "/a/{proxy+}" } }
            """;

    @Test
    void readsWhichRoutesTakeJwts() {
        assertThat(read(GUARDED, Map.of()).api().jwts())
                .isEqualTo(Map.of(
                        "GET /a/{proxy+}",
                        new JwtSpec("https://id.example.com", List.of("console"), List.of("read", "write"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            security:                     | secure:                         | template line 10: Resources.Api.Properties.DefinitionBody.paths./a/{proxy+}.get.secure: not understood
            type: jwt                     | type: request                   | template line 16: Resources.Api.Properties.DefinitionBody.components.securitySchemes.Jwt.x-amazon-apigateway-authorizer.type: 'request' is not understood
            $request.header.Authorization | $request.querystring.token      | template line 17
            audience: [console]           | audience: [console], leeway: 5  | template line 18: Resources.Api.Properties.DefinitionBody.components.securitySchemes.Jwt.x-amazon-apigateway-authorizer.jwtConfiguration.leeway: not understood
            { Jwt: [read, write] }        | { Other: [] }                   | there is no authorizer Other
            { Jwt: [read, write] }        | { Jwt: [] }, { Jwt: [read] }    | one authorizer a route
            { Jwt: [read, write] }        | { Jwt: [], Other: [] }          | one authorizer a route
            /a/{proxy+}:                  | /a/{path+}:                     | no function has the route GET /a/{path+} that is guarded
            DefinitionBody:               | Auth:                           | template line 7: Resources.Api.Properties.Auth: not understood
            """)
    void namesTheLineOfAGuardThatItDoesNotUnderstand(String good, String bad, String message) {
        assertThatThrownBy(() -> read(GUARDED.replace(good, bad), Map.of()))
                .isInstanceOf(TemplateError.class)
                .hasMessageContaining(message);
    }

    @Test
    void checksParameters() {
        var yaml = HEAD + """
                Parameters:
                  Stage: { Type: String, AllowedPattern: "[a-z]+" }
                Resources: {}
                """;

        assertThatThrownBy(() -> read(yaml, Map.of())).hasMessageContaining("Default is missing");
        assertThatThrownBy(() -> read(yaml, Map.of("Stage", "1"))).hasMessageContaining("does not match");
        assertThatThrownBy(() -> read(yaml, Map.of("Stage", "a", "Other", "b")))
                .hasMessageContaining("no such parameter");
    }

    private static Deployment read(String yaml, Map<String, String> parameters) {
        return Deployment.read(yaml, parameters, Account.local("http://127.0.0.1:1"));
    }
}
