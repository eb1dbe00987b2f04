using Tenon.Parquet.Fuzz;
using Tenon.Parquet.Memory;

namespace Tenon.Parquet.Tests.Hostile;

public sealed class FuzzTests
{
    // Goal: whatever bytes come, only format errors come out, each with its file and offset, within time and memory.
    // Method: a short campaign over generated files and, where it is present, the corpus. bench/Tenon.Parquet.Fuzz runs long ones.
    [Fact]
    public void F43_Two_thousand_damaged_files_end_in_values_or_format_errors_within_the_limits()
    {
        const int Count = 2000;
        int first = Seed.Of(20_000).Next(1 << 20);
        var campaign = new Campaign(SeedFiles.Load(Corpus.Folder is string folder ? [folder] : []));
        string[] finds = [.. Enumerable.Range(first, Count).Select(campaign.Run).OfType<string>()];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seeds {first} to {first + Count - 1}: {campaign.FilesWithErrors} with format errors; slowest {campaign.SlowestSeconds:F2} s, {campaign.PeakPoolBytes} bytes unmanaged, {campaign.MostManagedBytes} managed");
        Assert.True(finds.Length == 0, string.Join('\n', finds));
        Assert.InRange(campaign.FilesWithErrors, Count / 2, Count); // Most damage is noticed; not all of it can be.
    }

    [Fact]
    public void F43_Files_that_once_broke_the_reader_do_so_no_more()
    {
        var campaign = new Campaign([]);
        string[] cases = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Hostile", "Cases"));
        Assert.NotEmpty(cases);
        Assert.All(cases, path => Assert.Null(campaign.Judge(File.ReadAllBytes(path), verifyChecksums: false)));
    }

    [Fact]
    public void The_undamaged_files_of_a_campaign_are_read_without_an_error()
    {
        using var pool = new BufferPool();
        Assert.All(GeneratedFiles.All(), file => Assert.Equal(0, FileProbe.Read(file.Bytes, pool, verifyChecksums: true).Errors));
    }

    [Fact]
    public void F43_A_file_cut_at_any_byte_is_a_format_error()
    {
        byte[] whole = GeneratedFiles.All().First().Bytes;
        using var pool = new BufferPool();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<ParquetFormatException>(() => ParquetFile.Open(new MemoryRangeSource(whole.AsMemory(0, length)), pool));
        }
    }
}
