create table uom_conversions (
    product_id        text primary key,
    from_uom          text not null,
    to_uom            text not null,
    conversion_factor numeric(12, 4) not null
);
insert into uom_conversions values
    ('PROD-001', 'pieces', 'box',    12),
    ('PROD-002', 'kg',     'lb',     2.2046),
    ('PROD-003', 'liter',  'gallon', 0.2642);
