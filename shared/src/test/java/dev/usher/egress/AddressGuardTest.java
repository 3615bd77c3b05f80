package dev.usher.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private static final AddressGuard STRICT = new AddressGuard(List.of());

    @ParameterizedTest
    @CsvSource(textBlock = """
            0.0.0.0, this network
            0.255.255.255, this network
            10.0.0.0, private
            10.255.255.255, private
            100.64.0.1, carrier-grade NAT
            100.127.255.255, carrier-grade NAT
            127.0.0.1, loopback
            127.255.255.254, loopback
            169.254.169.254, link-local
            172.16.0.1, private
            172.31.255.255, private
            192.0.0.170, protocol assignments
            192.0.2.1, documentation
            192.88.99.1, 6to4 relay
            192.168.1.1, private
            198.18.0.1, benchmarking
            198.19.255.255, benchmarking
            198.51.100.7, documentation
            203.0.113.7, documentation
            224.0.0.1, multicast
            239.255.255.255, multicast
            240.0.0.1, reserved
            255.255.255.255, broadcast
            ::, unspecified
            ::1, loopback
            ::127.0.0.1, loopback
            ::10.0.0.1, private
            64:ff9b::169.254.169.254, link-local
            64:ff9b::10.1.2.3, private
            64:ff9b:1::8.8.8.8, local NAT64
            100::1, discard-only
            2001::1, Teredo
            2001:2::1, protocol assignments
            2001:db8::1, documentation
            2002:7f00:1::, 6to4
            2002:808:808::, 6to4
            3fff::1, documentation
            5f00::1, segment routing
            fc00::1, unique local
            fd00:ec2::254, unique local
            fe80::1, link-local
            febf::1, link-local
            fec0::1, site-local
            ff02::1, multicast
            4000::1, not global unicast
            1::1, not global unicast
            """)
    void refusesWhatIsNotPublic(String address, String range) {
        assertThat(STRICT.refusal(InetAddress.ofLiteral(address))).isEqualTo(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.88.98.1",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2003::1",
                "2606:4700::1111",
                "2a00:1450::1",
                "::8.8.8.8",
                "64:ff9b::8.8.8.8"
            })
    void letsPublicAddressesPass(String address) {
        assertThat(STRICT.refusal(InetAddress.ofLiteral(address))).isNull();
    }

    @Test
    void looksIntoAMappedAddress() throws Exception {
        var bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[12] = 127;
        bytes[15] = 1;
        // The JDK turns the mapped form into IPv4 by itself everywhere but here.
        assertThat(STRICT.refusal(Inet6Address.getByAddress("name", bytes, -1))).isEqualTo("loopback");
        bytes[12] = 8;
        assertThat(STRICT.refusal(Inet6Address.getByAddress("name", bytes, -1))).isNull();
    }

    @Test
    void anAllowedRangeWinsAndOpensNothingElse() {
        var guard = AddressGuard.allowing(List.of("127.0.0.0/8", "fd12::/16", "10.1.2.3/32"));

        assertThat(guard.refusal(InetAddress.ofLiteral("127.0.0.1"))).isNull();
        assertThat(guard.refusal(InetAddress.ofLiteral("fd12::9"))).isNull();
        assertThat(guard.refusal(InetAddress.ofLiteral("10.1.2.3"))).isNull();
        assertThat(guard.refusal(InetAddress.ofLiteral("64:ff9b::10.1.2.3"))).isNull();
        assertThat(guard.refusal(InetAddress.ofLiteral("10.1.2.4"))).isEqualTo("private");
        assertThat(guard.refusal(InetAddress.ofLiteral("::1"))).isEqualTo("loopback");
        assertThat(guard.refusal(InetAddress.ofLiteral("fd13::9"))).isEqualTo("unique local");
        assertThat(guard.refusal(InetAddress.ofLiteral("169.254.169.254"))).isEqualTo("link-local");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            10.0.0.1, has no /prefix
            10.0.0.0/33, prefix from 0 to 32
            10.0.0.0/08, prefix from 0 to 32
            10.0.0.0/-1, prefix from 0 to 32
            10.0.0.0/, prefix from 0 to 32
            fd00::/129, prefix from 0 to 128
            10.0.0.1/8, bits set behind
            fd00::1/8, bits set behind
            010.0.0.0/8, no address range
            10.0.0/8, no address range
            167772160/8, no address range
            0x0a.0.0.0/8, no address range
            256.0.0.0/8, no address range
            localhost/8, no address range
            fe80::1%lo/128, no address range
            ::ffff:10.0.0.0/104, no address range
            /8, no address range
            """)
    void refusesASloppyRange(String text, String reason) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aRangeEndsWhereItsPrefixSays() {
        var range = Cidr.parse("198.18.0.0/15");

        assertThat(range.contains(InetAddress.ofLiteral("198.17.255.255"))).isFalse();
        assertThat(range.contains(InetAddress.ofLiteral("198.18.0.0"))).isTrue();
        assertThat(range.contains(InetAddress.ofLiteral("198.19.255.255"))).isTrue();
        assertThat(range.contains(InetAddress.ofLiteral("198.20.0.0"))).isFalse();
        assertThat(Cidr.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("9.9.9.9")))
                .isTrue();
        assertThat(Cidr.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("::1")))
                .isFalse();
        assertThat(Arrays.asList("10.0.0.0/8", "fd00:0:0:0:0:0:0:0/8"))
                .contains(Cidr.parse("fd00::/8").toString());
    }
}
