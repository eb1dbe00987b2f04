using Microsoft.Playwright;
using Tenon.Integration.Tests.Support;

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

    /// <summary>Starts the explorer and opens its page.</summary>
    /// <param name="arguments">The model and its options.</param>
    /// <param name="fragment">What follows the address: nothing, or <c>#</c> and what the page is to show.</param>
    internal async Task<ServedPage> OpenAsync(IEnumerable<string> arguments, string fragment = "")
    {
        IBrowserContext context = await _browser!.NewContextAsync(new() { Permissions = ["clipboard-read", "clipboard-write"] }); // Set by InitializeAsync.
        ServedPage served = new(new ServingProcess(arguments), context, await context.NewPageAsync());
        await served.Page.GotoAsync(served.Address + fragment);
        return served;
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

/// <summary>The explorer's page, whose requests and errors are remembered, and the program that serves it.</summary>
internal sealed class ServedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _requests = [];
    private readonly List<string> _errors = [];

    public ServedPage(ServingProcess program, IBrowserContext context, IPage page)
    {
        (Program, _context, Page) = (program, context, page);
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

    public ServingProcess Program { get; }

    public string Address => Program.Address;

    public IPage Page { get; }

    /// <summary>Fails if the page asked another server than its own, or anything went wrong on it but what was to be expected.</summary>
    public void JudgeCalm(string? expectedError = null)
    {
        Assert.NotEmpty(_requests);
        Assert.All(_requests, url => Assert.StartsWith(Address, url, StringComparison.Ordinal));
        Assert.All(_errors, error => Assert.Contains(expectedError ?? "no error at all", error, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Program.Dispose();
    }
}
