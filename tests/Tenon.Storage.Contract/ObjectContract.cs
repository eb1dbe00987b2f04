using System.Text;

namespace Tenon.Storage.Contract;

/// <summary>Objects: written, read, renamed, taken in, deleted.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class ObjectContract<TStore> : ObjectStoreContract<TStore>
    where TStore : IObjectStoreUnderTest, new()
{
    [Fact]
    public async Task What_is_written_and_renamed_is_read_back_with_its_size_and_checksum()
    {
        byte[] content = Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 100_000)));
        ObjectChecksum written;
        using (ObjectWriteStream stream = Store.Create(Key("tmp/x")))
        {
            stream.Write(content.AsSpan(0, 7));
            stream.Write(content, 7, 100);
            await stream.WriteAsync(content.AsMemory(107));
            Assert.Equal(content.Length, stream.Length);
            written = stream.Complete();
        }

        await Store.RenameAsync(Key("tmp/x"), Key("a=1/b=2/x"), default);
        await Store.SyncFolderAsync(Key("a=1/b=2"), default);
        Assert.Equal(written, await Store.ReadBackAsync(Key("a=1/b=2/x"), default));
        Assert.Equal(content.Length, written.SizeBytes);
        Assert.Equal(content.Length, (await Store.FindAsync(Key("a=1/b=2/x"), default))!.SizeBytes);
        Assert.Null(await Store.FindAsync(Key("tmp/x"), default));
        using IObjectReader reader = Store.OpenRead(Key("a=1/b=2/x"));
        byte[] piece = new byte[50];
        reader.Read(1000, piece);
        Assert.Equal(content[1000..1050], piece);
        Assert.Equal(content.Length, reader.SizeBytes);
    }

    [Fact]
    public void An_object_of_no_bytes_is_an_object()
    {
        using (ObjectWriteStream stream = Store.Create(Key("empty")))
        {
            Assert.Equal(new ObjectChecksum(0, 0), stream.Complete());
        }

        Assert.Equal("", Read("empty"));
    }

    [Fact]
    public async Task A_version_stays_through_a_rename_and_changes_with_the_content()
    {
        Write("a", "one");
        string? version = await FindVersionAsync("a");
        await Store.RenameAsync(Key("a"), Key("b"), default);
        Assert.Equal(version, await FindVersionAsync("b"));
        await Store.DeleteAsync(Key("b"), default);
        Write("b", "two");
        Assert.NotEqual(version, await FindVersionAsync("b"));
    }

    [Fact]
    public async Task An_object_that_is_begun_anew_or_renamed_over_is_replaced()
    {
        Write("a", "a long one");
        Write("a", "one");
        Assert.Equal("one", Read("a"));
        Write("b", "two");
        string? version = await FindVersionAsync("b");
        await Store.RenameAsync(Key("b"), Key("a"), default);
        Assert.Equal(("two", version), (Read("a"), await FindVersionAsync("a")));
        Assert.Equal(["a"], await ListAsync());
        await Store.RenameAsync(Key("a"), Key("a"), default);
        Assert.Equal("two", Read("a"));
    }

    [Fact]
    public async Task F25_Deleting_what_is_gone_is_success()
    {
        Write("a", "one");
        Assert.True(await Store.DeleteAsync(Key("a"), default));
        Assert.False(await Store.DeleteAsync(Key("a"), default));
        Assert.False(await Store.DeleteAsync(Key("no/such/folder"), default));
    }

    [Fact]
    public async Task What_does_not_exist_is_named_and_nothing_is_changed()
    {
        Write("c", "three");
        StorageException thrown = await ThrownByAsync(() => Store.RenameAsync(Key("a"), Key("c"), default));
        Assert.Equal(StorageError.NotFound, thrown.Error);
        Assert.Contains(Store.Describe(Key("a")), thrown.Message, StringComparison.Ordinal);
        Assert.Equal("three", Read("c"));
        Assert.Equal(StorageError.NotFound, ErrorOf(() => Store.OpenRead(Key("a"))));
        Assert.Equal(StorageError.NotFound, (await ThrownByAsync(async () => await Store.ReadBackAsync(Key("no/such/folder"), default))).Error);
        Assert.Null(await Store.FindAsync(Key("no/such/folder"), default));
        await Store.SyncFolderAsync(Key("no/such/folder"), default);
    }

    [Fact]
    public async Task A_folder_is_no_object_and_an_object_no_folder()
    {
        Write("a/b", "one");
        Assert.Null(await Store.FindAsync(Key("a"), default));
        Assert.Null(await Store.FindAsync(ObjectKey.Root, default));
        Assert.Equal(StorageError.AccessDenied, ErrorOf(() => Store.OpenRead(Key("a"))));
        Assert.Equal(StorageError.AccessDenied, ErrorOf(() => Store.Create(Key("a"))));
        Assert.Equal(StorageError.AccessDenied, (await ThrownByAsync(async () => await Store.DeleteAsync(Key("a"), default))).Error);
        await ThrownByAsync(() => Store.RenameAsync(Key("a/b"), Key("a"), default));
        Assert.Null(await Store.FindAsync(Key("a/b/c"), default));
        Assert.False(await Store.DeleteAsync(Key("a/b/c"), default));
        Assert.Throws<StorageException>(() => Store.Create(Key("a/b/c")));
        await ThrownByAsync(() => Store.RenameAsync(Key("a/b"), Key("a/b/c"), default));
        Assert.Equal("one", Read("a/b"));
    }

    [Fact]
    public void F57_A_full_disk_is_named_as_such()
    {
        ObjectKey? key = UnderTest.Fill();
        Assert.SkipUnless(key is not null, "no disk can be filled here");
        var thrown = Assert.Throws<StorageException>(() =>
        {
            using ObjectWriteStream stream = Store.Create(key!.Value);
            stream.Write(new byte[1 << 20]);
            stream.Complete();
        });
        Assert.Equal(StorageError.NoSpace, thrown.Error);
        Assert.Contains("no space left", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(Store.Describe(key!.Value), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_not_completed_leaves_an_object_that_nobody_takes_for_complete()
    {
        using (ObjectWriteStream stream = Store.Create(Key("x")))
        {
            stream.Write(new byte[10]);
        }

        Assert.Equal(10, (await Store.FindAsync(Key("x"), default))!.SizeBytes); // Under the temporary name, for whoever named it to delete.
    }

    [Fact]
    public void What_is_closed_is_neither_read_nor_written()
    {
        ObjectWriteStream stream = Store.Create(Key("x"));
        stream.Write([1, 2, 3]);
        stream.Complete();
        stream.Dispose();
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.Complete());
        Assert.Throws<ObjectDisposedException>(() => stream.Write(new byte[1 << 20]));
        IObjectReader reader = Store.OpenRead(Key("x"));
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.Read(0, new byte[1]));
    }

    [Fact]
    public async Task A_reader_keeps_an_object_that_is_deleted_or_replaced_under_it()
    {
        Write("x", "before");
        Write("y", "after");
        using IObjectReader reader = Store.OpenRead(Key("x"));
        await Store.RenameAsync(Key("y"), Key("x"), default);
        await Store.DeleteAsync(Key("x"), default);
        byte[] content = new byte[6];
        reader.Read(0, content);
        Assert.Equal("before", Encoding.UTF8.GetString(content));
    }

    // Goal: two writers of one temporary key spoil each other's bytes, as they do in files, and reading back shows it (F-33).
    [Fact]
    public async Task F33_Writers_of_one_key_write_into_one_object()
    {
        using ObjectWriteStream first = Store.Create(Key("x"));
        first.Write(new byte[1 << 20]);
        using (ObjectWriteStream second = Store.Create(Key("x")))
        {
            second.Write([1, 2, 3]);
            second.Complete();
        }

        first.Write("late"u8);
        ObjectChecksum written = first.Complete();
        Assert.NotEqual(written, await Store.ReadBackAsync(Key("x"), default));
        using IObjectReader reader = Store.OpenRead(Key("x"));
        byte[] start = new byte[5];
        reader.Read(0, start);
        Assert.Equal(((1 << 20) + 4L, "1,2,3,0,0"), (reader.SizeBytes, string.Join(',', start)));
    }

    [Fact]
    public void A_read_past_the_end_says_where_the_object_ends()
    {
        Write("x", "0123456789");
        using IObjectReader reader = Store.OpenRead(Key("x"));
        var thrown = Assert.Throws<StorageException>(() => reader.Read(5, new byte[10]));
        Assert.Contains("ends 5 bytes before", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("ends 3 bytes before", Assert.Throws<StorageException>(() => reader.Read(20, new byte[3])).Message, StringComparison.Ordinal);
        reader.Read(10, []);
    }

    [Fact]
    public async Task A_local_file_is_taken_in_whole_and_replaces_what_was_there()
    {
        string local = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(local, "from outside");
            Write("a/x", "before");
            await Store.ImportAsync(local, Key("tmp/x"), Key("a/x"), default);
            await Store.SyncFolderAsync(Key("a"), default);
            Assert.Equal("from outside", Read("a/x"));
            Assert.Equal(["a/x"], await ListAsync());
            File.Delete(local);
            Assert.Equal(StorageError.NotFound, (await ThrownByAsync(() => Store.ImportAsync(local, Key("tmp/x"), Key("a/x"), default))).Error);
            Assert.Equal("from outside", Read("a/x"));
        }
        finally
        {
            File.Delete(local);
        }
    }

    [Fact]
    public async Task What_is_cancelled_before_it_begins_changes_nothing()
    {
        Write("a", "one");
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        CancellationToken cancelled = source.Token;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.RenameAsync(Key("a"), Key("b"), cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteAsync(Key("a"), cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ReadBackAsync(Key("a"), cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ImportAsync("x", Key("t"), Key("c"), cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ListAsync(ObjectKey.Root, new ListOptions(true), cancelled).AsTask());
        Assert.Equal(["a"], await ListAsync());
    }

    [Fact]
    public async Task Room_is_told_or_has_no_limit() => Assert.True(await Store.GetFreeBytesAsync(default) is null or >= 0);
}
