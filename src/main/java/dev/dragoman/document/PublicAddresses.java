package dev.dragoman.document;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which addresses a client's URL may lead to: those of the public internet. The blocked ranges are those that IANA's
 * special-purpose registries (RFC 6890) call not globally reachable, and those that embed another address. A cloud's
 * metadata service, Lambda's Runtime API and every private network are in one of them.
 */
final class PublicAddresses implements Predicate<InetAddress> {
    private record Block(byte[] start, int bits) {
        static Block of(String cidr) {
            int slash = cidr.indexOf('/');
            return new Block(bytes(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            for (int bit = 0; bit < bits; bit += Byte.SIZE) {
                int mask = 0xff << Math.max(0, Byte.SIZE - (bits - bit));
                if (((address[bit / Byte.SIZE] ^ start[bit / Byte.SIZE]) & mask & 0xff) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Block> CLOSED_V4 = blocks(
            "0.0.0.0/8", // this host
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // a cloud's metadata, on a public address
            "169.254.0.0/16", // link-local, most metadata services
            "172.16.0.0/12", // private
            "192.0.0.0/24", // IETF assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    // Every public address is in here; loopback, mapped, NAT64, unique-local, link-local and multicast ones are not.
    private static final Block GLOBAL_V6 = Block.of("2000::/3");

    private static final List<Block> CLOSED_V6 = blocks(
            "2001::/23", // IETF assignments, Teredo
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    private static List<Block> blocks(String... cidrs) {
        return List.of(cidrs).stream().map(Block::of).toList();
    }

    private static byte[] bytes(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public boolean test(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address) {
            return GLOBAL_V6.contains(bytes) && CLOSED_V6.stream().noneMatch(block -> block.contains(bytes));
        }
        return CLOSED_V4.stream().noneMatch(block -> block.contains(bytes));
    }
}
