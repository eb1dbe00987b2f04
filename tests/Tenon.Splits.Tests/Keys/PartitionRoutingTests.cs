using System.Text;
using Tenon.Splits.Keys;

namespace Tenon.Splits.Tests.Keys;

/// <summary>Partitions are the same in every process and version.</summary>
public sealed class PartitionRoutingTests
{
    // SipHash-2-4 has its vectors in TimeseriesIdTests; here it is what is fed to it.
    [Fact]
    public void A_partition_is_the_hash_of_the_columns_and_their_values()
    {
        var hash = new SipHash24(0, 0);
        foreach (byte[] part in new[] { "host"u8.ToArray(), [0xff], "a"u8.ToArray(), [0xff], "env"u8.ToArray(), [0xff], [], [0xff] })
        {
            hash.Append(part);
        }

        Assert.Equal(hash.Finish(), Of(("host", "a"), ("env", "")));
    }

    [Fact]
    public void Moving_a_border_between_name_and_value_or_leaving_a_null_out_gives_another_partition()
    {
        ulong[] all = [Of(), Of(("a", "b")), Of(("ab", "")), Of(("", "ab")), Of(("a", ""), ("b", "")), Of(("b", "a")), Of(("a", "b"), ("a", "b"))];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(Of(("a", "b")), Of(("a", "b")));
        Assert.DoesNotContain(PartitionRouting.DefaultId, all);
        Assert.DoesNotContain(PartitionRouting.OverflowId, all);
    }

    private static ulong Of(params (string Name, string Value)[] columns)
    {
        var routing = new PartitionRouting();
        foreach ((string name, string value) in columns)
        {
            routing.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        return routing.Finish();
    }
}
