using System.Globalization;
using System.Text;
using Tenon.Metastore;
using Tenon.Pipeline.Events;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Running;
using Tenon.Simulation.Campaigns;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Judging;
using Tenon.Simulation.Scheduling;
using Tenon.Simulation.Stores;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Storage;

namespace Tenon.Simulation.Worlds;

/// <summary>Everything that a run is made of: the stores, the time, the processes that come and go, and who brings files. All of it follows from a seed and a schedule
/// of faults. Not thread-safe: see <see cref="SoleThread"/>.</summary>
internal sealed class SimulatedWorld
{
    /// <summary>Between two looks at the rows.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(4);

    /// <summary>How long the files are all there, before nothing goes wrong any more.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(30);

    /// <summary>How long it may take to the fixed point, once nothing goes wrong any more: several graces.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    private readonly Random _random;
    private readonly string _folder;
    private readonly RunLog _log;
    private readonly List<SimulatedProcess> _living = [];
    private readonly List<Exception> _failures = [];
    private readonly HashSet<OfferedFile> _offered = [];
    private readonly RowBook _book;
    private readonly Workload _work;
    private int _processes;
    private bool _isEnding;

    public SimulatedWorld(SimulationRequest request, string folder, RunLog log)
    {
        _random = new Random(request.Seed);
        (_folder, _log) = (folder, log);
        Faults = new FaultSchedule(request.Faults ?? FaultSchedule.Draw(request.Seed));
        Metastore = new MemoryMetastore(Clock);
        Store = new MemoryObjectStore(Clock);
        _work = Workload.Draw(_random, Clock.GetUtcNow(), request.Files);
        _book = new RowBook(Metastore, Store, _work.Files);
    }

    public SimulatedClock Clock { get; } = new();

    public IMetastore Metastore { get; }

    public MemoryObjectStore Store { get; }

    public FaultSchedule Faults { get; }

    /// <summary>What all processes told.</summary>
    public List<StampedEvent> Events { get; } = [];

    public int FileCount => _work.Files.Length;

    /// <summary>Whether any process died.</summary>
    public bool HasDeaths { get; private set; }

    /// <summary>A number from 0 to one below the limit.</summary>
    public int Draw(int limit) => _random.Next(limit);

    /// <summary>How long half of a call takes: mostly milliseconds, at times seconds.</summary>
    public TimeSpan DrawLatency() => TimeSpan.FromMicroseconds(_random.Next(20) == 0 ? _random.Next(10_000_000) : 100 + _random.Next(20_000));

    public TimeSpan DrawMinutes(int most) => TimeSpan.FromMilliseconds(_random.Next(most * 60_000));

    public void Write(string line) => _log.Write(Clock.GetUtcNow(), line);

    public void Tell(StampedEvent happened)
    {
        Events.Add(happened);
        _log.Write(happened);
    }

    /// <summary>Runs to the end.</summary>
    /// <exception cref="SimulationFailedException">Something was wrong.</exception>
    public async Task RunAsync()
    {
        foreach (IndexConfig index in _work.Indexes)
        {
            var uid = IndexUid.Create(index.IndexId, new SplitIdGenerator(Clock, new Random(Draw(int.MaxValue))).Next(index.Kind));
            await Metastore.CreateIndexAsync(uid, index.Kind, Encoding.UTF8.GetString(IndexConfigJson.Write(index)), default);
            Directory.CreateDirectory(InboxOf(index.IndexId));
            if (index.RetentionPeriod is TimeSpan period)
            {
                Keep(ExpireAsync(uid, period));
            }
        }

        Begin();
        Task offering = OfferAsync();
        DateTimeOffset calm = Clock.GetUtcNow() + _work.Files[^1].After + Aftermath;
        while (Clock.GetUtcNow() < calm)
        {
            await LookAsync();
        }

        await offering;
        Write("nothing goes wrong any more");
        Faults.IsOver = true;
        foreach (SimulatedProcess rival in _living.SkipLast(1).ToArray())
        {
            Kill(rival);
        }

        _living.ForEach(process => process.Clock.Error = TimeSpan.Zero);
        await ReleaseAsync();
        DateTimeOffset end = Clock.GetUtcNow() + Patience;
        while (await FixedPoint.MissingAsync(Metastore, Store, _book.Damaged, Clock.GetUtcNow()) is { Count: > 0 } missing || _work.Files.Any(IsWaiting))
        {
            Require(Clock.GetUtcNow() < end, "nothing goes wrong, and it does not come to rest: " + string.Join("; ", await FixedPoint.MissingAsync(Metastore, Store, _book.Damaged, Clock.GetUtcNow())));
            await LookAsync();
        }

        _isEnding = true;
        _living.ForEach(process => process.Terminate());
        while (_living.Count > 0)
        {
            await LookAsync();
        }

        Require(_work.Files.All(_offered.Contains), "not all files were brought");
    }

    /// <summary>A process dies.</summary>
    public void Kill(SimulatedProcess process)
    {
        if (!process.IsDead)
        {
            Write($"{process.Name} dies");
            HasDeaths = true;
            process.Die();
            _living.Remove(process);
            Keep(RestartAsync());
        }
    }

    public void LosePower()
    {
        Write("power is lost");
        Store.LosePower(_random);
        foreach (SimulatedProcess process in _living.ToArray())
        {
            Kill(process);
        }
    }

    public void FillDisk()
    {
        Write("the disk is full");
        Store.CapacityBytes = 0;
        Keep(FreeDiskAsync());
    }

    /// <summary>The next file is taken in by half; in half of the cases nobody is told (F-33).</summary>
    public void TearImport() => Store.NextTear = Draw(2) == 0 ? ImportTear.Told : ImportTear.Silent;

    /// <summary>An object is damaged. Its rows are no longer to be read, and known from before.</summary>
    public void Rot(ObjectKey key)
    {
        if (_book.Remember(key))
        {
            Write($"{key} is damaged");
            using IObjectReader reader = Store.OpenRead(key);
            Store.Damage(key, 4 + Draw((int)reader.SizeBytes / 3)); // In its pages.
        }
    }

    /// <summary>Another process begins beside those that are there; after a while one of them dies.</summary>
    public void BeginRival()
    {
        if (_living.Count == 1 && !_isEnding)
        {
            Begin();
            Keep(EndRivalryAsync());
        }
    }

    /// <summary>An operator releases whatever is set aside, as 'tenon quarantine retry' does. What is damaged will be set aside again.</summary>
    private async Task ReleaseAsync()
    {
        var aside = new List<SplitId>();
        await foreach (SplitRecord split in Metastore.ListSplitsAsync(new SplitQuery { States = [SplitState.Published], IsQuarantined = true }, default))
        {
            aside.Add(split.Id);
        }

        if (aside.Count > 0)
        {
            Write($"{string.Join(", ", aside)} are released");
            await Metastore.ReleaseAsync(aside, default);
        }
    }

    /// <summary>An operator collects too, as 'tenon gc' does, and no daemon is told: what it believes it can merge is gone (F-6).</summary>
    private async Task ExpireAsync(IndexUid index, TimeSpan period)
    {
        while (!Faults.IsOver)
        {
            await Task.Delay(DrawMinutes(10), Clock);
            Lease lease = await Metastore.TakeLeaseAsync("operator", default);
            Removal removal = await Metastore.ExpireAsync(lease, index, period, int.MaxValue, default);
            if (!removal.Splits.IsEmpty)
            {
                Write($"an operator withdraws {string.Join(", ", removal.Splits)}");
            }
        }
    }

    private async Task FreeDiskAsync()
    {
        await Task.Delay(DrawMinutes(15), Clock);
        Store.CapacityBytes = null;
    }

    private async Task EndRivalryAsync()
    {
        await Task.Delay(DrawMinutes(15), Clock);
        if (_living.Count > 1)
        {
            Kill(_living[Draw(_living.Count)]);
        }
    }

    private async Task RestartAsync()
    {
        await Task.Delay(DrawMinutes(2), Clock);
        if (_living.Count == 0 && !_isEnding)
        {
            Begin();
        }
    }

    private void Begin()
    {
        int number = ++_processes;
        string folder = Path.Join(_folder, number.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(Path.Join(_folder, "inbox"));
        Directory.CreateDirectory(folder);
        Directory.CreateSymbolicLink(Path.Join(folder, "inbox"), Path.Join(_folder, "inbox"));
        Write(FormattableString.Invariant($"process {number} begins"));
        var process = new SimulatedProcess(this, number, folder, Workload.Settings);
        _living.Add(process);
        Keep(LiveAsync(process));
    }

    private async Task LiveAsync(SimulatedProcess process)
    {
        StopOutcome outcome = await process.RunAsync();
        if (!process.IsDead)
        {
            Write($"{process.Name} ends: {outcome}");
            Require(process.IsStopping, $"{process.Name} ended without being asked to: {outcome}");
            process.Dispose();
            _living.Remove(process);
            await RestartAsync();
        }
    }

    private async Task OfferAsync()
    {
        DateTimeOffset begin = Clock.GetUtcNow();
        foreach (OfferedFile file in _work.Files)
        {
            await Task.Delay(begin + file.After - Clock.GetUtcNow(), Clock);
            string path = PathOf(file);
            string hidden = Path.Join(Path.GetDirectoryName(path), "." + file.Name);
            await File.WriteAllTextAsync(hidden, file.Text);
            File.Move(hidden, path);
            _offered.Add(file);
            Write($"{file.Index}/{file.Name} is brought: {file.Times.Length} rows from {file.FirstRow}");
        }
    }

    /// <summary>Looks at the rows after a while, and at what failed meanwhile.</summary>
    private async Task LookAsync()
    {
        await Task.Delay(LookInterval, Clock);
        Require(_failures.Count == 0, _failures.Count == 0 ? "" : _failures[0].ToString());
        IReadOnlyList<string> problems = await _book.ProblemsAsync(IsWaiting, Clock.GetUtcNow());
        Require(problems.Count == 0, string.Join("; ", problems));
    }

    private bool IsWaiting(OfferedFile file) => !_offered.Contains(file) || File.Exists(PathOf(file));

    private string InboxOf(string index) => Path.Join(_folder, "inbox", index);

    private string PathOf(OfferedFile file) => Path.Join(InboxOf(file.Index), file.Name);

    /// <summary>Looks after something that nobody awaits.</summary>
    private async void Keep(Task task)
    {
        try
        {
            await task;
        }
#pragma warning disable CA1031 // It is found with the next look.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failures.Add(e);
        }
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new SimulationFailedException(problem);
        }
    }
}
