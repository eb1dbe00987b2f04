using System.Globalization;
using System.Text;
using Tenon.Storage.Local;

namespace Tenon.Storage.Tests;

public sealed class LocalFileStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-store-").FullName;
    private readonly LocalFileStore _store;

    public LocalFileStoreTests() => _store = new LocalFileStore(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_written_and_renamed_is_read_back_with_its_size_and_checksum()
    {
        byte[] content = Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 100_000)));
        ObjectChecksum written;
        using (ObjectWriteStream stream = _store.Create(Key("tmp/x")))
        {
            stream.Write(content.AsSpan(0, 7));
            stream.Write(content, 7, 100);
            await stream.WriteAsync(content.AsMemory(107));
            Assert.Equal(content.Length, stream.Length);
            written = stream.Complete();
        }

        await _store.RenameAsync(Key("tmp/x"), Key("a=1/b=2/x"), default);
        await _store.SyncFolderAsync(Key("a=1/b=2"), default);
        Assert.Equal(written, await _store.ReadBackAsync(Key("a=1/b=2/x"), default));
        Assert.Equal(content.Length, written.SizeBytes);
        Assert.Null(await _store.FindAsync(Key("tmp/x"), default));
        using IObjectReader reader = _store.OpenRead(Key("a=1/b=2/x"));
        byte[] piece = new byte[50];
        reader.Read(1000, piece);
        Assert.Equal(content[1000..1050], piece);
    }

    [Theory]
    [InlineData("", "00000000")]
    [InlineData("123456789", "e3069283")]
    [InlineData("The quick brown fox jumps over the lazy dog", "22620404")]
    public void The_checksum_is_the_crc_32c_of_the_published_vectors(string text, string crc)
    {
        var sum = default(Crc32C);
        foreach (byte b in Encoding.ASCII.GetBytes(text))
        {
            sum.Append([b]);
        }

        var whole = default(Crc32C);
        whole.Append(Encoding.ASCII.GetBytes(text));
        Assert.Equal((crc, crc), (sum.Value.ToString("x8", CultureInfo.InvariantCulture), whole.Value.ToString("x8", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_checksum_of_32_zero_bytes_and_of_32_ones_is_that_of_rfc_3720()
    {
        var zeros = default(Crc32C);
        zeros.Append(new byte[32]);
        var ones = default(Crc32C);
        ones.Append([.. Enumerable.Repeat((byte)0xff, 32)]);
        Assert.Equal((0x8a9136aau, 0x62a8ab43u), (zeros.Value, ones.Value));
    }

    [Fact]
    public async Task A_version_stays_through_a_rename_and_changes_with_the_content()
    {
        Write("a", "one");
        string version = (await _store.FindAsync(Key("a"), default))!.Version;
        await _store.RenameAsync(Key("a"), Key("b"), default);
        Assert.Equal(version, (await _store.FindAsync(Key("b"), default))!.Version);
        File.Delete(_store.PathOf(Key("b")));
        Write("b", "two");
        Assert.NotEqual(version, (await _store.FindAsync(Key("b"), default))!.Version);
    }

    [Fact]
    public async Task F25_Deleting_what_is_gone_is_success()
    {
        Write("a", "one");
        Assert.True(await _store.DeleteAsync(Key("a"), default));
        Assert.False(await _store.DeleteAsync(Key("a"), default));
        Assert.False(await _store.DeleteAsync(Key("no/such/folder"), default));
    }

    [Fact]
    public async Task Renaming_what_does_not_exist_says_which_and_changes_nothing()
    {
        var thrown = await Assert.ThrowsAsync<StorageException>(() => _store.RenameAsync(Key("a"), Key("b"), default).AsTask());
        Assert.Equal(StorageError.NotFound, thrown.Error);
        Assert.Contains(_store.PathOf(Key("a")), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F57_A_full_disk_is_named_as_such()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        File.CreateSymbolicLink(_store.PathOf(Key("full")), "/dev/full");
        var thrown = Assert.Throws<StorageException>(() =>
        {
            using ObjectWriteStream stream = _store.Create(Key("full"));
            stream.Write(new byte[1 << 20]);
            stream.Complete();
        });
        Assert.Equal(StorageError.NoSpace, thrown.Error);
        Assert.Contains("no space left", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_in_ordinal_order_and_enters_only_what_it_is_told_to()
    {
        Array.ForEach(["b", "B", "a/x", "a/.hidden/y", "a10", "a2"], path => Write(path, path));
        IReadOnlyList<ObjectInfo> all = await _store.ListAsync(ObjectKey.Root, new ListOptions(true), default);
        Assert.Equal(["B", "a/.hidden/y", "a/x", "a10", "a2", "b"], all.Select(each => each.Path));
        IReadOnlyList<ObjectInfo> some = await _store.ListAsync(Key("a"), new ListOptions(true, name => name[0] != '.'), default);
        Assert.Equal(["a/x"], some.Select(each => each.Path));
        Assert.Empty(await _store.ListAsync(Key("nothing"), new ListOptions(true), default));
    }

    [Fact]
    public async Task Empty_folders_are_removed_up_to_the_first_that_is_not()
    {
        Write("a/keep", "x");
        Directory.CreateDirectory(_store.PathOf(Key("a/b/c")));
        await _store.DeleteEmptyFoldersAsync(Key("a/b/c"), default);
        Assert.Equal(["a"], Directory.EnumerateDirectories(_folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path)));
        await _store.DeleteEmptyFoldersAsync(Key("a"), default);
        Assert.True(File.Exists(_store.PathOf(Key("a/keep"))));
    }

    [Fact]
    public void A_stream_that_is_not_completed_leaves_a_file_that_nobody_takes_for_complete()
    {
        using (ObjectWriteStream stream = _store.Create(Key("x")))
        {
            stream.Write(new byte[10]);
        }

        Assert.True(File.Exists(_store.PathOf(Key("x")))); // Under the temporary name, for whoever named it to delete.
    }

    [Fact]
    public void A_read_past_the_end_says_where_the_file_ends()
    {
        Write("x", "0123456789");
        using IObjectReader reader = _store.OpenRead(Key("x"));
        var thrown = Assert.Throws<StorageException>(() => reader.Read(5, new byte[10]));
        Assert.Contains("ends 5 bytes before", thrown.Message, StringComparison.Ordinal);
    }

    private static ObjectKey Key(string path) => ObjectKey.Parse(path);

    private void Write(string path, string content)
    {
        using ObjectWriteStream stream = _store.Create(Key(path));
        stream.Write(Encoding.UTF8.GetBytes(content));
        stream.Complete();
    }
}
