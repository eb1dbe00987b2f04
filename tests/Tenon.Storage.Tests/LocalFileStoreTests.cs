using Tenon.Storage.Contract;
using Tenon.Storage.Local;

namespace Tenon.Storage.Tests;

/// <summary>The store of local files under the contract.</summary>
public sealed class LocalStore : IObjectStoreUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-store-").FullName;

    public LocalStore() => Local = new LocalFileStore(_folder);

    public LocalFileStore Local { get; }

    public IObjectStore Store => Local;

    public ObjectKey? Fill()
    {
        if (!File.Exists("/dev/full"))
        {
            return null;
        }

        var key = ObjectKey.Parse("full");
        File.CreateSymbolicLink(Local.PathOf(key), "/dev/full");
        return key;
    }

    public void Remove() => Directory.Delete(_folder, recursive: true);
}

public sealed class LocalObjectTests : ObjectContract<LocalStore>;

public sealed class LocalFolderTests : FolderContract<LocalStore>;

/// <summary>What is the local store's own.</summary>
public sealed class LocalFileStoreTests : ObjectStoreContract<LocalStore>
{
    private LocalFileStore Local => UnderTest.Local;

    [Fact]
    public async Task A_file_on_the_same_disk_is_taken_in_by_a_rename()
    {
        string local = Path.Join(Local.RootPath, "outside");
        await File.WriteAllTextAsync(local, "content");
        await Local.ImportAsync(local, Key("tmp/x"), Key("a/x"), default);
        Assert.False(File.Exists(local));
        Assert.Equal("content", Read("a/x"));
    }

    [Fact]
    public void Messages_name_full_paths() =>
        Assert.Equal(Path.Join(Local.RootPath, "a/x"), Local.Describe(ObjectKey.Parse("a/x")));

    [Fact]
    public async Task Links_to_folders_are_not_followed()
    {
        Directory.CreateDirectory(Path.Join(Local.RootPath, "a"));
        Directory.CreateSymbolicLink(Path.Join(Local.RootPath, "a", "circle"), Local.RootPath);
        await File.WriteAllTextAsync(Path.Join(Local.RootPath, "a", "x"), "");
        Assert.Equal(["a/x"], await ListAsync());
    }
}
