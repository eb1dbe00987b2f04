using Tenon.Checking.Hashing;

namespace Tenon.Checking.Tests;

public sealed class FingerprintTests
{
    // Goal: fingerprints are the same in every process and on every machine, so that results can be compared. Method: pinned values.
    [Fact]
    public void Fingerprints_are_the_same_in_every_process()
    {
        Assert.Equal(0x4E17CF67001B3979UL, Fingerprint.Of([0]));
        Assert.Equal(0xB0C0C971C1819B19UL, Fingerprint.Of([1, 2]));
        Assert.Equal(0xED79535E107ECFD6UL, Fingerprint.Of([1, 2, 3]));
        Assert.Equal(0x30571C2231A04914UL, Fingerprint.SecondHalfOf([1, 2, 3]));
    }

    [Fact]
    public void States_that_differ_in_few_bits_have_different_fingerprints()
    {
        // All states of 1 to 3 words with at most two bits set: 1 + 64 + 64 * 63 / 2 of one word, and so on.
        HashSet<ulong> seen = [];
        int count = 0;
        for (int words = 1; words <= 3; words++)
        {
            int bits = 64 * words;
            for (int first = 0; first < bits; first++)
            {
                for (int second = first; second < bits; second++)
                {
                    ulong[] state = new ulong[words];
                    state[first >> 6] |= 1UL << (first & 63);
                    state[second >> 6] |= 1UL << (second & 63);
                    seen.Add(Fingerprint.Of(state));
                    count++;
                }
            }
        }

        Assert.Equal(count, seen.Count);
    }

    [Fact]
    public void A_flipped_bit_flips_each_bit_of_the_fingerprint_half_of_the_time()
    {
        Random random = Seed.Of(5);
        int[] flips = new int[64];
        const int Trials = 20_000;
        for (int i = 0; i < Trials; i++)
        {
            ulong[] state = [(ulong)random.NextInt64(), (ulong)random.Next(16), (ulong)random.NextInt64()];
            ulong before = Fingerprint.Of(state);
            state[random.Next(3)] ^= 1UL << random.Next(64);
            ulong changed = before ^ Fingerprint.Of(state);
            for (int bit = 0; bit < 64; bit++)
            {
                flips[bit] += (int)((changed >> bit) & 1);
            }
        }

        // Six standard deviations of a fair coin.
        Assert.All(flips, count => Assert.InRange(count, (Trials / 2) - 430, (Trials / 2) + 430));
    }
}
