using Tenon.Ingest;
using Tenon.Merging;
using Tenon.Metastore;
using Tenon.Pipeline.Configuration;
using Tenon.Pipeline.Operations;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Homes;

/// <summary>What a data home is opened for.</summary>
public enum HomeAccess
{
    /// <summary>To look at; nothing is changed, and it must exist.</summary>
    Read,

    /// <summary>To change what is there; it must exist.</summary>
    Change,

    /// <summary>To change; it is made if it does not exist.</summary>
    Create,
}

/// <summary>A folder with everything that Tenon keeps: settings, metastore, files, scratch and inbox. Thread-safe; disposed by whoever opened it.</summary>
/// <remarks>Any number of processes may have one open: who works on what is the metastore's affair.</remarks>
public sealed class DataHome : IAsyncDisposable
{
    /// <summary>The folder where none is named.</summary>
    public const string DefaultFolder = "tenon-data";

    private DataHome(string folder, HomeSettings settings, IMetastore metastore, IObjectStore store)
    {
        (Folder, Settings, Metastore, Store) = (folder, settings, metastore, store);
        Scratch = new ScratchSpace(ScratchFolder);
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The settings.</summary>
    public HomeSettings Settings { get; }

    /// <summary>Which indexes and splits there are.</summary>
    public IMetastore Metastore { get; }

    /// <summary>Their files.</summary>
    public IObjectStore Store { get; }

    /// <summary>Local folders for temporary files.</summary>
    public ScratchSpace Scratch { get; }

    /// <summary>The folder of all scratch.</summary>
    public string ScratchFolder => Path.Join(Folder, "scratch");

    /// <summary>The folder of locks.</summary>
    public string LockFolder => Path.Join(Folder, "locks");

    /// <summary>The folder of violation bundles and events.</summary>
    public string TelemetryFolder => Path.Combine(Folder, Settings.Telemetry.Folder);

    /// <summary>The folder of an index's inbox.</summary>
    /// <param name="index">The index's id.</param>
    /// <returns>The path.</returns>
    public string InboxOf(string index) => Path.Join(Folder, "inbox", index);

    /// <summary>Whether a folder is a data home.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>True if it has a metastore where data homes have theirs.</returns>
    public static bool Exists(string folder) => File.Exists(MetastoreOf(Path.GetFullPath(folder)));

    /// <summary>Opens a data home.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="settingsFile">The settings; null for those in the folder, if there are any.</param>
    /// <param name="environment">The variables that override settings.</param>
    /// <param name="access">What for.</param>
    /// <param name="openMetastore">Opens the metastore at a path: for reading only, or for changes, making it if there is none.</param>
    /// <returns>The data home.</returns>
    /// <exception cref="SettingsException">The settings have problems.</exception>
    /// <exception cref="HomeMissingException">There is none, and none was to be made.</exception>
    /// <exception cref="MetastoreException">The metastore cannot be opened.</exception>
    /// <exception cref="StorageException">The folder cannot be made.</exception>
    public static DataHome Open(
        string folder, string? settingsFile, IReadOnlyDictionary<string, string> environment, HomeAccess access, Func<string, bool, IMetastore> openMetastore)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(openMetastore);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string own = Path.Join(full, SettingsReader.FileName);
        HomeSettings settings = SettingsReader.Read(settingsFile ?? (File.Exists(own) ? own : null), environment);
        if (access != HomeAccess.Create && !Exists(full))
        {
            throw new HomeMissingException(full);
        }

        if (access == HomeAccess.Create)
        {
            new LocalFileStore(full).MakeFolder(ObjectKey.Root);
        }

        var store = new LocalFileStore(Path.Join(full, "store"));
        var home = new DataHome(full, settings, openMetastore(MetastoreOf(full), access == HomeAccess.Read), store);
        if (access != HomeAccess.Read)
        {
            new LocalFileStore(full).MakeFolder(ObjectKey.Parse("locks"));
            store.MakeFolder(HomeLayout.Splits);
        }

        return home;
    }

    /// <summary>A data home whose metastore and files are elsewhere; its folder has locks, inboxes and scratch only.</summary>
    /// <param name="folder">The folder; it is made if it does not exist.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="metastore">The metastore, which the data home disposes.</param>
    /// <param name="store">The files.</param>
    /// <returns>The data home.</returns>
    /// <exception cref="StorageException">The folder cannot be made.</exception>
    public static DataHome Over(string folder, HomeSettings settings, IMetastore metastore, IObjectStore store)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        new LocalFileStore(full).MakeFolder(ObjectKey.Parse("locks"));
        return new DataHome(full, settings, metastore, store);
    }

    /// <summary>Finds a live index.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The index and its definition.</returns>
    /// <exception cref="IndexMissingException">There is none; the message says which there are.</exception>
    /// <exception cref="MetastoreException">The metastore failed, or the definition is damaged.</exception>
    public async ValueTask<HomeIndex> RequireIndexAsync(string id, CancellationToken cancellationToken)
    {
        if (await Metastore.FindIndexAsync(id, cancellationToken) is IndexRecord found)
        {
            return HomeIndex.Of(found);
        }

        IEnumerable<string> live = (await Metastore.ListIndexesAsync(cancellationToken)).Where(index => index.State == IndexState.Live).Select(index => index.Uid.Id);
        throw new IndexMissingException(id, Folder, [.. live]);
    }

    /// <summary>What an ingest may take.</summary>
    /// <param name="folder">A folder of its own.</param>
    /// <returns>The settings.</returns>
    public IngestSettings IngestSettingsIn(string folder) => new()
    {
        OutputFolder = Path.Join(folder, "splits"),
        ScratchFolder = Path.Join(folder, "work"),
        MemoryBytes = Settings.Pipeline.MemoryBytes,
        Threads = Settings.Threads,
        MaximumWindows = Settings.Ingest.MaximumWindows,
        MaximumTags = Settings.Ingest.MaximumTags,
        MaximumTextBytes = Settings.Ingest.MaximumTextBytes,
        MaximumLineBytes = Settings.Ingest.MaximumLineBytes,
    };

    /// <summary>How splits of an index are merged, by a merge with a share of the memory.</summary>
    /// <param name="config">The index's definition.</param>
    /// <returns>The settings; the scratch folder is set for each merge.</returns>
    public MergeSettings MergeSettingsOf(IndexConfig config) => Indexes.MergedSplits.SettingsOf(
        config, new MergeSettings { ScratchDirectory = ScratchFolder, MemoryBytes = Settings.Pipeline.MergeMemoryBytes, Threads = Settings.Pipeline.ThreadsPerMerge });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Metastore.DisposeAsync();

    private static string MetastoreOf(string folder) => Path.Join(folder, "tenon.db");
}
