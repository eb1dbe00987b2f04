using System.Text;
using Tenon.Metastore.Contract;
using Tenon.Simulation.Stores;
using Tenon.Storage;
using Tenon.Storage.Contract;

namespace Tenon.Simulation.Tests.Stores;

/// <summary>The simulated store under the contract of local files.</summary>
public sealed class MemoryObjects : IObjectStoreUnderTest
{
    public ContractClock Clock { get; } = new();

    public MemoryObjects() => Memory = new MemoryObjectStore(Clock);

    public MemoryObjectStore Memory { get; }

    public IObjectStore Store => Memory;

    public ObjectKey? Fill()
    {
        Memory.CapacityBytes = 0;
        return ObjectKey.Parse("full");
    }

    public void Remove()
    {
        // It goes with its object.
    }
}

public sealed class MemoryObjectTests : ObjectContract<MemoryObjects>;

public sealed class MemoryFolderTests : FolderContract<MemoryObjects>;

/// <summary>What is the simulated store's own: its clock, its limit, and what a power cut leaves.</summary>
public sealed class MemoryObjectStoreTests : ObjectStoreContract<MemoryObjects>
{
    private ContractClock Clock => UnderTest.Clock;

    private MemoryObjectStore Memory => UnderTest.Memory;

    [Fact]
    public async Task Objects_change_when_the_clock_says_and_have_another_version_although_it_stands()
    {
        Write("a", "one");
        ObjectInfo first = (await Memory.FindAsync(Key("a"), default))!;
        Write("a", "two");
        ObjectInfo second = (await Memory.FindAsync(Key("a"), default))!;
        Assert.Equal((Clock.GetUtcNow(), Clock.GetUtcNow()), (first.Modified, second.Modified));
        Assert.NotEqual(first.Version, second.Version);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Memory.RenameAsync(Key("a"), Key("b"), default);
        Assert.Equal(second with { Path = "b" }, await Memory.FindAsync(Key("b"), default));
        Write("a", "three");
        Assert.Equal(Clock.GetUtcNow(), (await Memory.FindAsync(Key("a"), default))!.Modified);
    }

    [Fact]
    public async Task F57_A_disk_of_some_bytes_takes_no_more_and_has_room_again_after_a_deletion()
    {
        Assert.Null(await Memory.GetFreeBytesAsync(default));
        Memory.CapacityBytes = 10;
        Write("a", "123456");
        Assert.Equal(4, await Memory.GetFreeBytesAsync(default));
        Assert.Equal(StorageError.NoSpace, Assert.Throws<StorageException>(() => Write("b", "12345")).Error);
        Assert.Equal(4, (await Memory.FindAsync(Key("b"), default))!.SizeBytes); // A full disk takes what it can.
        Assert.Equal(0, await Memory.GetFreeBytesAsync(default));
        Write("a", "654321"); // It is truncated first.
        await Memory.DeleteAsync(Key("b"), default);
        Write("b", "1234");
        Memory.CapacityBytes = 5;
        Assert.Equal(0, await Memory.GetFreeBytesAsync(default));
    }

    [Fact]
    public async Task F59_A_power_cut_leaves_what_was_completed_and_whose_folder_was_synced()
    {
        Write("tmp/x", "content");
        await Memory.RenameAsync(Key("tmp/x"), Key("data/x"), default);
        await Memory.SyncFolderAsync(Key("data"), default);
        ObjectInfo before = (await Memory.FindAsync(Key("data/x"), default))!;
        Memory.LosePower();
        Assert.Equal(["data/x"], await ListAsync()); // Its temporary name was never synced.
        Assert.Equal(before, await Memory.FindAsync(Key("data/x"), default));
        Assert.Equal("content", Read("data/x"));
    }

    [Fact]
    public async Task A_power_cut_takes_names_that_were_not_synced_and_gives_deleted_ones_back()
    {
        Write("a/kept", "kept");
        Write("b/moved", "moved");
        await Memory.SyncFolderAsync(Key("a"), default);
        await Memory.SyncFolderAsync(Key("b"), default);
        Write("a/new", "new");
        await Memory.DeleteAsync(Key("a/kept"), default);
        await Memory.RenameAsync(Key("b/moved"), Key("c/moved"), default);
        await Memory.SyncFolderAsync(Key("c"), default);
        await Memory.DeleteEmptyFoldersAsync(Key("b"), default);
        Memory.LosePower();
        Assert.Equal(["a/kept", "b/moved", "c/moved"], await ListAsync()); // Of the move, one folder was synced: both names are left.
        Assert.Equal(("kept", "moved", "moved"), (Read("a/kept"), Read("b/moved"), Read("c/moved")));
        Assert.Throws<StorageException>(() => Memory.Create(Key("b"))); // It is a folder again.
        await Memory.DeleteAsync(Key("b/moved"), default);
        await Memory.SyncFolderAsync(Key("b"), default);
        Memory.LosePower();
        Assert.Equal(["a/kept", "c/moved"], await ListAsync());
    }

    [Fact]
    public async Task A_power_cut_takes_bytes_that_were_not_completed()
    {
        Write("x", "before");
        await Memory.SyncFolderAsync(ObjectKey.Root, default);
        using ObjectWriteStream stream = Memory.Create(Key("x"));
        stream.Write("after"u8);
        using ObjectWriteStream other = Memory.Create(Key("y"));
        other.Write("never completed"u8);
        await Memory.SyncFolderAsync(ObjectKey.Root, default);
        Memory.LosePower();
        Assert.Equal(("before", ""), (Read("x"), Read("y")));
        Assert.Throws<StorageException>(() => stream.Write("more"u8)); // Its process is dead.
        Assert.Throws<StorageException>(() => other.Complete());
    }

    [Fact]
    public async Task Making_a_folder_syncs_the_one_above_it()
    {
        Write("x", "content");
        Write("folder/y", "content");
        Memory.LosePower();
        Assert.Equal(["x"], await ListAsync());
    }

    // Goal: whatever a disk makes durable by itself, what was made durable on purpose is there, a rename is there by one name or both and never by none, bytes are a first part of what
    // was written, and a second cut changes nothing. Method: the way of an output, cut after each step, with many dice.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task F59_However_much_survives_an_output_is_whole_under_its_final_name_once_its_folder_is_synced(int steps)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        for (int seed = 0; seed < 200; seed++)
        {
            var store = new MemoryObjectStore(Clock);
            using ObjectWriteStream stream = store.Create(Key("tmp/x"));
            stream.Write("content"u8);
            if (steps > 0)
            {
                stream.Complete();
            }

            if (steps > 1)
            {
                await store.SyncFolderAsync(Key("tmp"), default);
            }

            if (steps > 2)
            {
                await store.RenameAsync(Key("tmp/x"), Key("data/x"), default);
            }

            if (steps > 3)
            {
                await store.SyncFolderAsync(Key("data"), default);
            }

            store.LosePower(new Random(seed));
            string left = await DumpAsync(store);
            store.LosePower();
            Assert.Equal(left, await DumpAsync(store));
            seen.Add(left);
        }

        string[] torn = [.. Enumerable.Range(0, 8).Select(length => $"tmp/x={"content"[..length]}")];
        string[] expected = steps switch
        {
            0 => ["", .. torn],
            1 => ["", torn[7]],
            2 => [torn[7]],
            3 => ["data/x=content", torn[7]],
            _ => ["data/x=content", "data/x=content tmp/x=content"],
        };
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen);
    }

    // Goal: equal calls and equal dice leave equal stores.
    [Fact]
    public async Task What_survives_is_told_by_the_dice_alone()
    {
        int seed = Tenon.Tests.Seed.Of(33).Next();
        Assert.Equal(await LifeAsync(seed), await LifeAsync(seed));
    }

    private async Task<string> LifeAsync(int seed)
    {
        var random = new Random(seed);
        var store = new MemoryObjectStore(Clock);
        string[] keys = ["a/x", "a/y", "b/x", "b/y", "z"];
        var told = new StringBuilder();
        for (int step = 0; step < 400; step++)
        {
            ObjectKey key = Key(keys[random.Next(keys.Length)]);
            switch (random.Next(6))
            {
                case 0 or 1:
                    using (ObjectWriteStream stream = store.Create(key))
                    {
                        stream.Write(new byte[random.Next(20)]);
                        if (random.Next(3) > 0)
                        {
                            stream.Complete();
                        }
                    }

                    break;
                case 2 when await store.FindAsync(key, default) is not null:
                    await store.RenameAsync(key, Key(keys[random.Next(keys.Length)]), default);
                    break;
                case 3:
                    await store.DeleteAsync(key, default);
                    break;
                case 4:
                    await store.SyncFolderAsync(key.Folder, default);
                    break;
                case 5 when random.Next(5) == 0:
                    store.LosePower(random);
                    break;
            }

            told.AppendLine(string.Join(' ', await store.ListAsync(ObjectKey.Root, new ListOptions(true), default)));
        }

        return told.ToString();
    }

    private static async Task<string> DumpAsync(MemoryObjectStore store)
    {
        var files = new List<string>();
        foreach (ObjectInfo file in await store.ListAsync(ObjectKey.Root, new ListOptions(true), default))
        {
            using IObjectReader reader = store.OpenRead(Key(file.Path));
            byte[] content = new byte[reader.SizeBytes];
            reader.Read(0, content);
            files.Add($"{file.Path}={Encoding.UTF8.GetString(content)}");
        }

        return string.Join(' ', files);
    }
}
