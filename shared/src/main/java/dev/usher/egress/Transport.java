package dev.usher.egress;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client underneath, with everything switched off that would act on its own: redirects, cookies, retries,
 * decompression, authentication, proxies, protocol upgrades. Built once; a call builds no configuration.
 */
final class Transport {
    /**
     * Open connections to one host and in all. No rate hides in them: what bounds calls is the caller's own concurrency, and a
     * process runs out of file descriptors long before.
     */
    static final int MAX_CONNECTIONS = 20_000;

    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    /** A receiver closes an idle connection when it likes; one that lay this long is looked at before it is used. */
    private static final TimeValue VALIDATE_AFTER = TimeValue.ofSeconds(1);

    /** To one address; a host with several gets to the next one within the call's own deadline. */
    private static final Timeout CONNECT = Timeout.ofSeconds(10);

    /** Behind the deadline of each call, which always comes first: see {@link Exchange}. */
    private static final Timeout BACKSTOP = Timeout.ofMinutes(2);

    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxHeaderCount(200)
            .setMaxLineLength(16 * 1024)
            .setMaxEmptyLineCount(1)
            .build();

    private static final RequestConfig REQUEST = RequestConfig.custom()
            .setConnectionRequestTimeout(BACKSTOP)
            .setResponseTimeout(BACKSTOP)
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setContentCompressionEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setExpectContinueEnabled(false)
            .build();

    private Transport() {}

    /** @param keepAlive false for a client whose every call opens a connection of its own */
    static CloseableHttpClient client(VettedDns dns, SSLContext tls, boolean keepAlive) {
        var builder = HttpClients.custom()
                .setConnectionManager(connections(dns, tls))
                .setRequestExecutor(new WatchedExecutor())
                .setDefaultRequestConfig(REQUEST)
                .setUserAgent(Egress.USER_AGENT)
                .setKeepAliveStrategy((response, context) ->
                        idle(DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context)))
                // The host goes as it is to the resolver, which vets it; no proxy, no canonical name.
                .setRoutePlanner((host, context) -> new HttpRoute(host, null, "https".equals(host.getSchemeName())))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState();
        if (!keepAlive)
            return builder.setConnectionReuseStrategy((request, response, context) -> false)
                    .build();
        return builder.evictExpiredConnections().evictIdleConnections(IDLE).build();
    }

    private static TimeValue idle(TimeValue asked) {
        return asked == null || asked.compareTo(IDLE) > 0 || asked.getDuration() < 0 ? IDLE : asked;
    }

    private static HttpClientConnectionManager connections(VettedDns dns, SSLContext tls) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(dns)
                .setTlsSocketStrategy(handshake(tls))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(LIMITS)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(BACKSTOP)
                        .setValidateAfterInactivity(VALIDATE_AFTER)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(BACKSTOP)
                        .build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(30, TimeUnit.SECONDS)
                        .build())
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .build();
    }

    /** TLS with the host's name sent (SNI) and verified, by the JDK and by the client. */
    private static TlsSocketStrategy handshake(SSLContext tls) {
        var strategy = new DefaultClientTlsStrategy(
                tls, HostnameVerificationPolicy.BOTH, HttpsSupport.getDefaultHostnameVerifier());
        return (socket, target, port, attachment, context) -> {
            Exchange.current().enter(Exchange.Phase.HANDSHAKE);
            return strategy.upgrade(socket, target, port, attachment, context);
        };
    }

    /** Tells the exchange that its request is on a connection, and whether that connection has served before. */
    private static final class WatchedExecutor extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                HttpResponseInformationCallback informed,
                HttpContext context)
                throws IOException, HttpException {
            var details = connection.getEndpointDetails();
            Exchange.current().connected(details != null && details.getResponseCount() > 0);
            return super.execute(request, connection, informed, context);
        }
    }
}
