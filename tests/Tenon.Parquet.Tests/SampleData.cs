namespace Tenon.Parquet.Tests;

/// <summary>Byte strings of the kinds that break encoders and decoders: empty, short, constant, periodic, random, mixed.</summary>
internal static class SampleData
{
    public static IEnumerable<byte[]> ByteStrings(int seed)
    {
        var random = new Random(seed);
        foreach (int length in (int[])[0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 63, 64, 65, 79, 80, 100, 255, 256, 1000, 4096, 65535, 65536, 65537, 200_000])
        {
            yield return new byte[length];
            byte[] noise = new byte[length];
            random.NextBytes(noise);
            yield return noise;
            for (int period = 1; period <= 20; period += 3)
            {
                yield return Fill(length, i => (byte)(i % period * 37 & 0xFF));
            }

            byte[] words = new byte[length];
            for (int at = 0; at < length;)
            {
                // Text-like: copies of earlier pieces between fresh bytes.
                int take = Math.Min(random.Next(1, 90), length - at);
                int from = at == 0 || random.Next(3) == 0 ? -1 : random.Next(at);
                for (int i = 0; i < take; i++)
                {
                    words[at + i] = from < 0 ? (byte)random.Next(97, 123) : words[from + i];
                }

                at += take;
            }

            yield return words;
        }
    }

    public static byte[] Fill(int length, Func<int, byte> value)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = value(i);
        }

        return bytes;
    }
}
