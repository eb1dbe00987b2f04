namespace Tenon.Storage.Contract;

/// <summary>Folders, lists, and long random lives.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class FolderContract<TStore> : ObjectStoreContract<TStore>
    where TStore : IObjectStoreUnderTest, new()
{
    [Fact]
    public async Task A_list_is_in_ordinal_order_and_enters_only_what_it_is_told_to()
    {
        Array.ForEach(["b", "B", "a/x", "a/.hidden/y", "a10", "a2", "a-/z"], path => Write(path, path));
        Assert.Equal(["B", "a-/z", "a/.hidden/y", "a/x", "a10", "a2", "b"], await ListAsync());
        IReadOnlyList<ObjectInfo> some = await Store.ListAsync(Key("a"), new ListOptions(true, name => name[0] != '.'), default);
        Assert.Equal(["a/x"], some.Select(each => each.Path));
        Assert.Equal(["a/x"], await ListAsync("a", recursive: false));
        Assert.Equal(["B", "a10", "a2", "b"], await ListAsync(recursive: false));
        Assert.Empty(await ListAsync("nothing"));
        Assert.Empty(await ListAsync("b"));
    }

    [Fact]
    public async Task A_list_asks_once_for_each_folder_and_each_file_by_its_name()
    {
        Array.ForEach(["a/b/x", "a/b/y", "a/c/d/z", "w"], path => Write(path, path));
        var asked = new List<string>();
        var options = new ListOptions(true, name => Note(name, name != "c"), name => Note(name, name != "y"));
        Assert.Equal(["a/b/x", "w"], (await Store.ListAsync(ObjectKey.Root, options, default)).Select(each => each.Path));
        Assert.Equal(["a", "b", "c", "w", "x", "y"], asked.Order(StringComparer.Ordinal));

        bool Note(string name, bool answer)
        {
            asked.Add(name);
            return answer;
        }
    }

    [Fact]
    public async Task A_list_tells_what_a_look_up_tells()
    {
        Write("a/x", "one");
        Assert.Equal(await Store.FindAsync(Key("a/x"), default), Assert.Single(await Store.ListAsync(Key("a"), new ListOptions(false), default)));
    }

    [Fact]
    public async Task Empty_folders_are_removed_up_to_the_first_that_is_not()
    {
        Write("a/keep", "x");
        Write("a/b/c/x", "x");
        await Store.DeleteAsync(Key("a/b/c/x"), default);
        Assert.Throws<StorageException>(() => Store.Create(Key("a/b")));
        await Store.DeleteEmptyFoldersAsync(Key("a/b/c"), default);
        Write("a/b", "no folder any more");
        await Store.DeleteEmptyFoldersAsync(Key("a"), default);
        Assert.Equal(["a/b", "a/keep"], await ListAsync());
        await Store.DeleteEmptyFoldersAsync(Key("no/such/folder"), default);
    }

    // Goal: in any order of calls the store does what a dictionary would. Method: random calls about few keys, some of which are folders of others, to the store and to the
    // naive model; equal outcomes, and after each call equal lists, in which what was left alone has the version it had.
    [Theory]
    [MemberData(nameof(RandomStores.Seeds), MemberType = typeof(RandomStores))]
    public async Task Random_lives_are_those_of_the_naive_model(int seed)
    {
        Tests.Seed.Print(seed);
        var random = new Random(seed);
        var naive = new NaiveStore();
        var versions = new Dictionary<long, string>();
        string[] keys = ["a", "a/b", "a/b/c", "a/d", "e", "e/f", "g"];
        for (int step = 0; step < 300; step++)
        {
            (string one, string other) = (keys[random.Next(keys.Length)], keys[random.Next(keys.Length)]);
            string content = new('x', random.Next(4));
            (string expected, string actual) = random.Next(6) switch
            {
                0 or 1 => (naive.Write(one, content), await OutcomeAsync(() =>
                {
                    Write(one, content);
                    return ValueTask.FromResult("");
                })),
                2 when !naive.IsFolder(one) && !other.StartsWith(one + "/", StringComparison.Ordinal) => (naive.Rename(one, other), await OutcomeAsync(async () =>
                {
                    await Store.RenameAsync(Key(one), Key(other), default);
                    return "";
                })),
                3 => (naive.Delete(one), await OutcomeAsync(async () => (await Store.DeleteAsync(Key(one), default)).ToString())),
                4 => (naive.DeleteEmptyFolders(one), await OutcomeAsync(async () =>
                {
                    await Store.DeleteEmptyFoldersAsync(Key(one), default);
                    return "";
                })),
                _ => (naive.Read(one), await OutcomeAsync(() => ValueTask.FromResult(Read(one)))),
            };
            bool isError = actual is nameof(StorageError.NotFound) or nameof(StorageException);
            Assert.True(expected == NaiveStore.AnyError ? isError : expected == actual, $"step {step}, {one}, {other}: expected '{expected}', but was '{actual}'");
            IReadOnlyList<ObjectInfo> list = await Store.ListAsync(ObjectKey.Root, new ListOptions(true), default);
            Assert.Equal(naive.Files.Select(file => (file.Key, file.Value.Content.Length)), list.Select(each => (each.Path, (int)each.SizeBytes)));
            foreach ((NaiveStore.File file, ObjectInfo info) in naive.Files.Values.Zip(list))
            {
                versions.TryAdd(file.Number, info.Version);
                Assert.Equal(versions[file.Number], info.Version);
            }
        }
    }

    private static async Task<string> OutcomeAsync(Func<ValueTask<string>> call)
    {
        try
        {
            return await call();
        }
        catch (StorageException e)
        {
            return e.Error == StorageError.NotFound ? nameof(StorageError.NotFound) : nameof(StorageException); // Which other error it is, other tests say.
        }
    }
}

/// <summary>The seeds of random lives.</summary>
public static class RandomStores
{
    public static TheoryData<int> Seeds() => [.. Tests.Seed.Many(1, 10)];
}
