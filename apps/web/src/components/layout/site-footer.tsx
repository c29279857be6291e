export function SiteFooter() {
  return (
    <footer className="not-printed mt-24 border-rule border-t">
      <div className="mx-auto flex max-w-6xl flex-wrap gap-x-8 gap-y-2 px-4 py-8 text-muted text-sm sm:px-6">
        <p>Onsale is open source and runs on its organiser’s own machine.</p>
        <nav aria-label="Footer" className="flex gap-6 sm:ml-auto">
          <a href="/organiser" className="text-link">
            Sell tickets
          </a>
          <a href="/api/docs" className="text-link">
            API
          </a>
        </nav>
      </div>
    </footer>
  );
}
