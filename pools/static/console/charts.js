// Draws the charts. The numbers are in a table below each, so the page says the same without this.
"use strict";

(() => {
    if (!window.Chart) return;
    const root = document.documentElement;
    root.classList.add("can-draw");
    const drawn = [];

    const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
    const tone = (name) => colour(`--ph-tone-${name}`);
    const written = (value, unit) => `${value.toLocaleString()}${unit ? ` ${unit}` : ""}`;

    function dataset(series, kind, position) {
        const base = tone(series.tone);
        if (kind === "bar") {
            return { label: series.label, data: series.values, backgroundColor: base, borderRadius: 3, maxBarThickness: 28 };
        }
        // Dashes tell lines apart for who does not see the colours
        const dash = [[], [6, 3], [2, 3], [10, 4]][position % 4];
        return {
            label: series.label, data: series.values, borderColor: base, backgroundColor: base, borderDash: dash,
            borderWidth: 2, pointRadius: series.values.length > 40 ? 0 : 2.5, pointHoverRadius: 5, cubicInterpolationMode: "monotone", spanGaps: true,
        };
    }

    function options(drawing) {
        const muted = colour("--ph-muted"), line = colour("--ph-line"), isBar = drawing.kind === "bar";
        return {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: {
                    display: drawing.series.length > 1, position: "bottom", align: "start",
                    labels: { color: muted, boxWidth: 12, boxHeight: isBar ? 12 : 2, padding: 14, usePointStyle: false },
                },
                tooltip: {
                    callbacks: {
                        title: (items) => drawing.titles[items[0].dataIndex],
                        label: (item) => ` ${item.dataset.label}: ${item.raw === null ? "–" : written(item.raw, drawing.unit)}`,
                    },
                },
            },
            scales: {
                x: {
                    stacked: isBar, border: { color: line }, grid: { display: false },
                    ticks: { color: muted, maxRotation: 0, autoSkip: true, autoSkipPadding: 16 },
                },
                y: {
                    stacked: isBar, beginAtZero: true, border: { display: false }, grid: { color: line },
                    ticks: { color: muted, maxTicksLimit: 6, precision: 0, callback: (value) => written(value, drawing.unit) },
                },
            },
        };
    }

    function draw(canvas) {
        const drawing = JSON.parse(canvas.dataset.chart);
        const datasets = drawing.series
            .filter((series, position) => position === 0 || series.values.some(Boolean))
            .map((series, position) => dataset(series, drawing.kind, position));
        return new Chart(canvas, { type: drawing.kind, data: { labels: drawing.labels, datasets }, options: options(drawing) });
    }

    function drawAll() {
        while (drawn.length) drawn.pop().destroy();
        Chart.defaults.font.family = "Inter, sans-serif";
        Chart.defaults.font.size = 12;
        for (const canvas of document.querySelectorAll("canvas[data-chart]")) drawn.push(draw(canvas));
    }

    drawAll();
    // The other theme has other colours
    let isDark = root.classList.contains("dark");
    new MutationObserver(() => {
        if (isDark !== root.classList.contains("dark")) {
            isDark = !isDark;
            drawAll();
        }
    }).observe(root, { attributeFilter: ["class"] });
})();
