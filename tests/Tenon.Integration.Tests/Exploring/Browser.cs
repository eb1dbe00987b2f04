using Microsoft.Playwright;

namespace Tenon.Integration.Tests.Exploring;

/// <summary>Debian's Chromium, driven by Playwright, with a profile of its own and no way to any other machine.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Program), $"{Program} is missing; './test' installs it (Debian's package chromium)");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            ],
        });
    }

    /// <summary>An empty page that remembers what it asked for and what went wrong.</summary>
    internal async Task<WatchedPage> OpenAsync()
    {
        IBrowserContext context = await _browser!.NewContextAsync(new() { Permissions = ["clipboard-read", "clipboard-write"] }); // Set by InitializeAsync.
        return new WatchedPage(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>A page whose requests and errors are remembered.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _requests = [];
    private readonly List<string> _errors = [];

    public WatchedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Request += (_, request) => _requests.Add(request.Url);
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Fails if the page asked another server than this one, or anything went wrong on it but what was to be expected.</summary>
    public void JudgeCalm(string address, string? expectedError = null)
    {
        Assert.NotEmpty(_requests);
        Assert.All(_requests, url => Assert.StartsWith(address, url, StringComparison.Ordinal));
        Assert.All(_errors, error => Assert.Contains(expectedError ?? "no error at all", error, StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
